/**
 * Hands out the fields of the agent's text by section and label. It remembers which were asked for, so
 * that nothing is lost silently, and the first that could not be read.
 */
import { type DeviceTime, readDeviceTime } from "./device-time.js";
import type { AgentField, AgentSection } from "./license-sections.js";
import type { Attempt, OtherField } from "./license-status.js";
import { badValue, type Refused } from "./parse-failure.js";

export class AgentFields {
  failure: Refused | undefined;
  readonly #sections: readonly AgentSection[];
  readonly #used = new Set<AgentField>();

  constructor(sections: readonly AgentSection[]) {
    this.#sections = sections;
  }

  has(heading: string): boolean {
    return this.section(heading) !== undefined;
  }

  section(heading: string): AgentSection | undefined {
    return this.#sections.find((section) => section.heading === heading);
  }

  use(field: AgentField): void {
    this.#used.add(field);
  }

  field(heading: string, label: string, under?: string): AgentField | undefined {
    const fields = this.section(heading)?.fields ?? [];
    const found = fields.find(
      (field) =>
        field.label.toLowerCase() === label.toLowerCase() && (under === undefined || field.under === under),
    );
    if (found) this.use(found);
    return found;
  }

  text(heading: string, label: string, under?: string): string | undefined {
    return this.field(heading, label, under)?.value;
  }

  /** Null where the device prints that there is nothing. */
  optional(heading: string, label: string): string | null | undefined {
    const value = this.text(heading, label);
    return value === undefined ? undefined : orNull(value);
  }

  time(heading: string, label: string): DeviceTime | null | undefined {
    const field = this.field(heading, label);
    if (!field) return undefined;
    if (/^(?:<none>|<empty>|none|-|n\/a)?$/i.test(field.value)) return null;
    const time = readDeviceTime(field.value);
    if (!time) this.failure ??= badValue({ number: field.line, text: field.value }, label);
    return time;
  }

  /** `OUT OF COMPLIANCE on Feb 23 2022 05:56:50 UTC` */
  dated(heading: string, label: string): { status: string; since?: DeviceTime } | undefined {
    const value = this.text(heading, label);
    if (value === undefined) return undefined;
    const { words, at } = splitTime(value);
    return { status: words, ...(at && { since: at }) };
  }

  /** `FAILED on Feb 23 2022 06:08:07 UTC` with the reason on the line below. */
  attempt(heading: string, label: string): Attempt | undefined {
    const field = this.field(heading, label);
    if (!field) return undefined;
    const { words, at } = splitTime(field.value);
    const outcome = /^SUCCEEDED\b/i.test(words)
      ? "succeeded"
      : /^FAILED\b/i.test(words)
        ? "failed"
        : /\bpending\b/i.test(words)
          ? "pending"
          : /^(?:<?none>?)$/i.test(words)
            ? "none"
            : undefined;
    const isDated = outcome !== "succeeded" && outcome !== "failed" ? true : at !== undefined;
    if (!outcome || !isDated) {
      this.failure ??= badValue({ number: field.line, text: field.value }, label);
      return undefined;
    }
    const failureReason = this.text(heading, "Failure reason", field.label);
    return { outcome, ...(at && { at }), ...(failureReason !== undefined && { failureReason }) };
  }

  /** Fields that nobody asked for. */
  others(): readonly OtherField[] {
    return this.#sections.flatMap(({ heading, fields }) =>
      fields
        .filter((field) => !this.#used.has(field))
        .map(({ label, value }) => ({ section: heading, label, value })),
    );
  }
}

function splitTime(value: string): { words: string; at?: DeviceTime } {
  const on = value.lastIndexOf(" on ");
  const at = on < 0 ? undefined : readDeviceTime(value.slice(on + 4));
  return at ? { words: value.slice(0, on).trim(), at } : { words: value };
}

export function orNull(value: string): string | null {
  return value === "<none>" || value === "<empty>" ? null : value;
}
