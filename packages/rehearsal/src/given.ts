/** Reads what somebody sends to the lab: each function gives the value or throws a RangeError that names the field. */

export type Given = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown, name: string): Given {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RangeError(`"${name}" must be an object`);
  return value as Given;
}

export function textOf(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new RangeError(`"${name}" must be a text`);
  return value;
}

export function numberOf(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw new RangeError(`"${name}" must be a number, 0 or more`);
  return value;
}

export function dateOf(value: unknown, name: string): Date {
  const date = new Date(typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new RangeError(`"${name}" must be a date such as 2022-02-05T00:00:00Z`);
  return date;
}

export function oneOf<const T>(value: unknown, allowed: readonly T[], name: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new RangeError(`"${name}" must be one of ${allowed.join(", ")}`);
  return found;
}

/** Throws for a field that is none of those: a misspelt one would otherwise do nothing, silently. */
export function onlyFields(given: Given, known: readonly string[]): void {
  for (const field of Object.keys(given))
    if (!known.includes(field))
      throw new RangeError(`"${field}" is not known here; known: ${known.join(", ")}`);
}
