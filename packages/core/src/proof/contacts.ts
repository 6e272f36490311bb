/** What the journal shows of contacts: which action each must come after, and Smart Call Home's own. */
import type { ApprovedPlan } from "../plan/plan.js";
import type { StepKind } from "../plan/step.js";
import { isLaterContact } from "../rollout/later-contact.js";
import type { JournalEntry } from "../rollout/rollout.js";

export interface ContactsOf {
  /** What a contact of the licensing agent must come after. */
  readonly licensing?: Action;
  /** What a message of Smart Call Home must come after. */
  readonly callHome?: Action;
  /** The last message of Smart Call Home that was seen. */
  readonly ownContact?: Contact;
}

export interface Action {
  /** The device's own time when the command was sent to it. */
  readonly deviceTime: string;
  readonly contactBefore?: string;
}

interface Contact {
  readonly result: "succeeded" | "failed";
  readonly at: string;
}

/** Steps that change what a device trusts, or where it looks for that: any contact has to come after them. */
const CHANGES_TRUST: ReadonlySet<StepKind> = new Set<StepKind>([
  "import-bundle",
  "set-bundle-url",
  "restore-pool",
  "make-crl-optional",
  "restore-crl-check",
]);
const CONTACTS_LICENSING: ReadonlySet<StepKind> = new Set<StepKind>(["renew-authorization", "register"]);

/** Devices to which nothing was sent are not in it: there is nothing that a contact could come after. */
export function contactsIn(
  { plan }: ApprovedPlan,
  journal: readonly JournalEntry[],
): ReadonlyMap<string, ContactsOf> {
  const steps = new Map(
    plan.waves.flatMap(({ devices }) => devices.map((one) => [one.device, one.steps] as const)),
  );
  const found = new Map<string, ContactsOf>();
  const seen = new Map<string, { licensing?: string; callHome?: string }>();
  for (const entry of journal) {
    if (entry.event === "observed") {
      const { device, lastContact, callHomeContact } = entry.observation;
      seen.set(device, {
        ...seen.get(device),
        ...(lastContact && { licensing: lastContact.at }),
        ...(callHomeContact && { callHome: callHomeContact.at }),
      });
      if (callHomeContact) found.set(device, { ...found.get(device), ownContact: callHomeContact });
    }
    if (entry.event !== "intent" || entry.deviceTime === undefined) continue;
    const { device, step } = entry.intent;
    const kind = steps.get(device)?.[step]?.kind;
    if (kind === undefined) continue;
    const { deviceTime } = entry;
    const before = seen.get(device);
    const licensing = actionAt(deviceTime, before?.licensing);
    const callHome = actionAt(deviceTime, before?.callHome);
    found.set(device, {
      ...found.get(device),
      ...((CHANGES_TRUST.has(kind) || CONTACTS_LICENSING.has(kind)) && { licensing }),
      ...((CHANGES_TRUST.has(kind) || kind === "send-call-home-test") && { callHome }),
    });
  }
  return found;
}

function actionAt(deviceTime: string, contactBefore: string | undefined): Action {
  return { deviceTime, ...(contactBefore !== undefined && { contactBefore }) };
}

export function succeededAfter(contact: Contact | undefined, action: Action | undefined): boolean {
  return contact?.result === "succeeded" && action !== undefined && isLaterContact(contact.at, action);
}
