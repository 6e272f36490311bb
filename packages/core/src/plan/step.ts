/**
 * One step for one device: exactly what is carried out, and what must be seen afterwards. The
 * actions here are the only things that can ever be sent to a device.
 */
import type { PoolDigest } from "../evidence/evidence.js";

/** Word for word what is carried out. */
export type Action =
  /** One line in EXEC mode. `<token>` in it stands for a secret that is in no plan and no journal. */
  | { readonly kind: "exec"; readonly command: string }
  /** These lines and no others, in one commit with this comment. */
  | { readonly kind: "configure"; readonly lines: readonly string[]; readonly comment: string }
  /** The bundle of the plan, copied to this path. */
  | {
      readonly kind: "copy-file";
      readonly path: string;
      readonly bytes: number;
      /** Uppercase hex. */
      readonly sha256: string;
      /** Lowercase hex, as `show md5 file` prints it. */
      readonly md5: string;
    };

/** What a step may need besides the approval of its plan. */
export const SEPARATE_APPROVALS = ["registration", "crl-optional"] as const;
export type SeparateApproval = (typeof SEPARATE_APPROVALS)[number];

interface Step {
  readonly action: Action;
  /** Not carried out unless the approval names it. */
  readonly needs?: SeparateApproval;
}

export type PlannedStep =
  | (Step & {
      readonly kind: "import-bundle";
      /** Met when the trust pool holds each of these roots, and nothing new that is not of the bundle. */
      readonly requiredRoots: readonly { readonly sha256: string; readonly sha1: string }[];
    })
  | (Step & {
      readonly kind: "set-bundle-url";
      /** Met when the policy read back names it; null: when it names none. */
      readonly bundleUrl: string | null;
    })
  | (Step & { readonly kind: "copy-bundle"; readonly path: string; readonly md5: string })
  | (Step & { readonly kind: "remove-file"; readonly path: string })
  | (Step & {
      readonly kind: "restore-pool";
      /** Met when the trust pool is this one again. */
      readonly pool: PoolDigest;
    })
  | (Step & {
      readonly kind: "renew-authorization";
      /** Met when a contact succeeded later than this step began, on the device's clock. */
      readonly deadlineSeconds: number;
      /** Waited for before the command is sent, so that a fleet does not renew in one second. */
      readonly delaySeconds?: number;
    })
  | (Step & {
      readonly kind: "send-call-home-test";
      readonly profile: string;
      readonly deadlineSeconds: number;
    })
  | (Step & { readonly kind: "register"; readonly deadlineSeconds: number })
  | (Step & { readonly kind: "make-crl-optional"; readonly trustpoint: string })
  | (Step & { readonly kind: "restore-crl-check"; readonly trustpoint: string });

export type StepKind = PlannedStep["kind"];

/** Stands in a command where a registration token is filled in, on the way to the device. */
export const TOKEN = "<token>";

/** Where an import fetches from, if it does so over the network. */
export function importUrlOf({ kind, action }: PlannedStep): string | undefined {
  if (kind !== "import-bundle" || action.kind !== "exec") return undefined;
  return /\bimport url (https?:\/\/\S+)$/.exec(action.command)?.[1];
}

/** The action as people read it: the lines that are typed, or the file that is copied. */
export function linesOf(action: Action): readonly string[] {
  switch (action.kind) {
    case "exec":
      return [action.command];
    case "configure":
      return ["configure", ...action.lines, `commit comment ${action.comment}`, "end"];
    case "copy-file":
      return [`(copy the bundle to ${action.path}: ${action.bytes} bytes, MD5 ${action.md5})`];
  }
}
