/** What an approved plan lets us do to a device, word for word. */
export type Action =
  | { readonly kind: "exec"; readonly command: string }
  | { readonly kind: "configure"; readonly lines: readonly string[]; readonly comment: string }
  | {
      readonly kind: "copy-file";
      /** `harddisk:/reroot-<hash>.p7b` */
      readonly path: string;
      readonly bytes: number;
      readonly sha256: string;
      readonly md5: string;
    };
