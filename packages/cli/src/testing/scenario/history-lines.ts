/** The history of a lab's cloud (docs/lab-management.md), one line an entry, and one for many that only repeat it. */
import type { HistoryEntry } from "@reroot/rehearsal";

type Given = HistoryEntry & { readonly at: string };

export function historyLines(entries: readonly Given[]): readonly string[] {
  if (entries.length === 0) return ["(nothing)"];
  const lines: string[] = [];
  for (let first = 0; first < entries.length; ) {
    const same = entries.slice(first).findIndex((one) => textOf(one) !== textOf(entries[first] as Given));
    const next = same < 0 ? entries.length : first + same;
    lines.push(`${momentOf(entries[first] as Given)}  ${textOf(entries[first] as Given)}`);
    const more = next - first - 1;
    if (more > 0)
      lines.push(
        `${momentOf(entries[next - 1] as Given)}  the ${more === 1 ? "second" : `last of ${more} more`} of the same`,
      );
    first = next;
  }
  return lines;
}

function momentOf({ at }: Given): string {
  return at.slice(0, 19).replace("T", " ");
}

function textOf(entry: Given): string {
  return `${entry.from.device ?? "outside the lab"}  ${whatOf(entry)}`;
}

function whatOf(entry: Given): string {
  switch (entry.kind) {
    case "handshake": {
      const reason = entry.reason === undefined ? "" : `: ${entry.reason}`;
      return `handshake with ${entry.host}, chain under ${entry.root.commonName}, ${entry.outcome}${reason}`;
    }
    case "request":
      return `${entry.message ?? `${entry.method} ${entry.path}`} at ${entry.host}, answered ${entry.status}`;
    case "query":
      return `asks for ${entry.host}: ${entry.outcome}`;
  }
}
