/** What sending a file to a device can come to, by either protocol. It knows no device and no plan. */

export interface UploadOrder {
  /** As the device spells it: `harddisk:/f`. */
  readonly path: string;
  readonly content: Uint8Array;
  /** Without anything moving. */
  readonly silenceMs: number;
}

export type UploadEnd =
  /** The device has acknowledged every byte and closed the file under this spelling of its path. */
  | { readonly end: "stored"; readonly path: string }
  /** The device does not offer the protocol, or knows no such place: another way may do. */
  | { readonly end: "not-offered"; readonly detail: string }
  /** The device said no. */
  | { readonly end: "refused"; readonly text: string }
  /** A part of the file, or all of it, may lie there. */
  | { readonly end: "broken"; readonly detail: string };

/** A path in the two spellings that file servers on IOS XR take: `harddisk:/f` and `/harddisk:/f`. */
export function spellingsOf(path: string): readonly string[] {
  const bare = path.replace(/^\//, "");
  return [bare, `/${bare}`];
}

/** Rejects with an `Error` that says so when nothing has come of it for so long. */
export function unlessSilent<T>(step: Promise<T>, silenceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing moved for ${silenceMs} ms`)), silenceMs);
  });
  return Promise.race([step, silence]).finally(() => clearTimeout(timer));
}
