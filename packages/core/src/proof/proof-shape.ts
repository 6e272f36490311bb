/**
 * Whether a value that came from a file has the parts of a proof that its check walks through. Says
 * nothing of whether they are true.
 */

/** Deeper than any proof is; a check of anything deeper would run out of stack. */
const DEEPEST = 64;

/** The path of the first part that is not what it must be, `approved.plan.waves.0`; undefined if all are. */
export function misshapenPart(proof: unknown): string | undefined {
  return notPlain(proof, "", 0) ?? missing(proof);
}

/** Numbers that JSON can hold, and no deeper than can be walked. */
function notPlain(value: unknown, path: string, depth: number): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : path;
  if (typeof value !== "object" || value === null) return undefined;
  if (depth >= DEEPEST) return path;
  for (const [key, part] of Object.entries(value)) {
    const found = notPlain(part, joined(path, key), depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An object, a list, a text. */
type Kind = "{}" | "[]" | "text";

/** Each part that must be there; `*` stands for every element of a list. */
const PARTS: readonly (readonly [path: string, kind: Kind])[] = [
  ["notice", "{}"],
  ["devices", "[]"],
  ...assessmentParts("before"),
  ...assessmentParts("after"),
  ["approved.approval", "{}"],
  ["approved.plan.notice", "{}"],
  ["approved.plan.waves.*.devices.*.steps.*", "{}"],
  ["journal.*", "{}"],
  ["transcripts", "[]"],
];

function assessmentParts(name: string): readonly (readonly [string, Kind])[] {
  return [
    [`${name}.notice`, "{}"],
    [`${name}.findings.*.services.*.service`, "text"],
    [`${name}.findings.*.services.*.reasons.*`, "{}"],
    [`${name}.findings.*.services.*.reasons.*.shownBy`, "[]"],
    [`${name}.findings.*.services.*.warnings.*`, "{}"],
  ];
}

/** What an entry of the journal carries besides its frame, where its check looks into it. */
const OF_EVENT: Readonly<Record<string, string>> = {
  intent: "intent",
  observed: "observation",
  "compared-with-rehearsal": "differences.*",
};

function missing(proof: unknown): string | undefined {
  for (const [path, kind] of PARTS) {
    const found = lacking(proof, path.split("."), kind, "");
    if (found !== undefined) return found;
  }
  const { journal } = proof as { readonly journal: readonly Readonly<Record<string, unknown>>[] };
  const index = journal.findIndex((entry) => {
    const part = OF_EVENT[String(entry.event)];
    return part !== undefined && lacking(entry, part.split("."), "{}", "") !== undefined;
  });
  return index < 0 ? undefined : `journal.${index}`;
}

function lacking(
  value: unknown,
  [step, ...rest]: readonly string[],
  kind: Kind,
  path: string,
): string | undefined {
  if (step === undefined) return isKind(value, kind) ? undefined : path;
  if (step !== "*") {
    if (!isKind(value, "{}")) return path;
    return lacking((value as Record<string, unknown>)[step], rest, kind, joined(path, step));
  }
  if (!Array.isArray(value)) return path;
  for (const [index, element] of value.entries()) {
    const found = lacking(element, rest, kind, joined(path, String(index)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isKind(value: unknown, kind: Kind): boolean {
  if (kind === "text") return typeof value === "string";
  return typeof value === "object" && value !== null && Array.isArray(value) === (kind === "[]");
}

function joined(path: string, step: string): string {
  return path === "" ? step : `${path}.${step}`;
}
