/** Which remedy one device gets, why, and why none that the policy names before it. */
import type { DeviceFacts } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import { cannotResolve } from "../finding/way-out.js";
import type { FieldNotice, Remedy } from "../notice/notice.js";
import { hostOf } from "../url-host.js";
import type { HoldReason } from "./hold-reason.js";
import type { PlannedBundle, RemedyChosen, RemedyReason } from "./plan.js";
import type { Policy } from "./policy.js";

export interface RemedyQuestion {
  readonly notice: FieldNotice;
  readonly policy: Policy;
  readonly bundle: PlannedBundle;
  readonly facts: DeviceFacts;
  /** `fail`: its last contact failed because a name was not resolved. */
  readonly names: "fail" | "not-seen-to-fail";
}

export interface RemedyChoice {
  readonly id: RemedyChosen;
  readonly remedy: Remedy;
  readonly because: readonly RemedyReason[];
}

export function chooseRemedy(
  question: RemedyQuestion,
): { readonly chosen: RemedyChoice } | { readonly hold: HoldReason } {
  const os = ifKnown(question.facts.system)?.os;
  const against: RemedyReason[] = [];
  for (const id of question.policy.remedies) {
    const remedy = question.notice.remedies.find(
      (one) =>
        one.id === id && (os === undefined || one.platforms.includes(os) || one.platforms.length === 0),
    );
    const reason = remedy
      ? speaksAgainst(id, question)
      : ({ code: "remedy/not-available", instead: id } as const);
    if (remedy && !reason) {
      const because = against.length > 0 ? against : [{ code: "remedy/first-choice" } as const];
      return { chosen: { id, remedy, because } };
    }
    if (reason) against.push(reason);
  }
  const unresolved = against.find((one) => one.code === "remedy/name-not-resolved");
  if (unresolved) {
    return { hold: { code: "plan/device-cannot-resolve-bundle-host", host: unresolved.host } };
  }
  return { hold: { code: "plan/no-remedy", os: os ?? "unknown" } };
}

function speaksAgainst(instead: RemedyChosen, question: RemedyQuestion): RemedyReason | undefined {
  switch (instead) {
    case "import-from-default-url": {
      const { url } = question.bundle;
      // Over https the device would need a root for the very server; it checks the signature itself.
      if (!/^http:/i.test(url)) return { code: "remedy/other-bundle-there", instead };
      return unresolved(url, instead, question);
    }
    case "import-from-mirror": {
      const { mirror } = question.policy;
      if (!mirror) return { code: "remedy/not-available", instead };
      return unresolved(mirror.url, instead, question);
    }
    case "import-from-file":
      return undefined;
  }
}

function unresolved(
  url: string,
  instead: RemedyChosen,
  { facts, names }: RemedyQuestion,
): RemedyReason | undefined {
  const host = hostOf(url);
  if (host === undefined || isAddress(host)) return undefined;
  // A proxy for the import resolves names itself.
  if (ifKnown(facts.cryptoConfiguration ?? NOT_READ)?.httpProxy !== undefined) return undefined;
  const isStatic = (ifKnown(facts.nameResolution)?.staticHosts[host]?.length ?? 0) > 0;
  if (isStatic || (names === "not-seen-to-fail" && !cannotResolve(facts, host))) return undefined;
  return { code: "remedy/name-not-resolved", instead, host };
}

const NOT_READ = {
  known: false,
  reason: { code: "evidence/not-read", command: "show running-config crypto" },
} as const;

function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.startsWith("[");
}
