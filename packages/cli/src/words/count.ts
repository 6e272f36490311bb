/** `1 device`, `12 devices`, `no devices`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  if (number === 0) return `no ${plural}`;
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
