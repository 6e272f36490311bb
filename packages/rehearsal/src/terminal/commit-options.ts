/**
 * The options of `commit`: how, on trial, under which label, with which comment. Clients combine them in more than one
 * order: Netmiko says `label L confirmed N`, Ansible `confirmed N label L comment C` and `commit show-error`. The
 * comment takes the rest of the line (the vendor's Getting Started Guide, table of commit options).
 */

export interface CommitOptions {
  readonly manner: Manner;
  readonly confirmedSeconds?: number;
  readonly label?: string | undefined;
  readonly comment?: string | undefined;
}

/** `show-error` differs from `plain` by what a failure prints. */
export type Manner = "plain" | "best-effort" | "force" | "replace" | "show-error";

const MANNERS: readonly Manner[] = ["plain", "best-effort", "force", "replace", "show-error"];
const CONFIRMED = ["confirmed", "confirmed <seconds:30-65535>", "confirmed minutes <minutes:1-1092>"];
const LABEL = "label <label>";

/** How long an unconfirmed commit stays where no time is given. */
const DEFAULT_TRIAL_SECONDS = 600;

/** Every order of options that is taken, each with what it asks for. */
export function commitForms(): {
  pattern: string;
  options(parameters: Readonly<Record<string, string>>): CommitOptions;
}[] {
  return MANNERS.flatMap((manner) =>
    MIDDLES.flatMap((middle) =>
      ["", "comment <text...>"].map((comment) => ({
        pattern: ["commit", manner === "plain" ? "" : manner, middle, comment].filter(Boolean).join(" "),
        options: (parameters: Readonly<Record<string, string>>) => ({
          manner,
          ...(middle.includes("confirmed") ? { confirmedSeconds: trialSeconds(parameters) } : {}),
          label: parameters.label,
          comment: parameters.text?.replace(/^"(.*)"$/, "$1"),
        }),
      })),
    ),
  );
}

const MIDDLES = [
  "",
  LABEL,
  ...CONFIRMED,
  ...CONFIRMED.flatMap((confirmed) => [`${confirmed} ${LABEL}`, `${LABEL} ${confirmed}`]),
];

function trialSeconds({ seconds, minutes }: Readonly<Record<string, string>>): number {
  if (minutes !== undefined) return 60 * Number(minutes);
  return seconds === undefined ? DEFAULT_TRIAL_SECONDS : Number(seconds);
}
