/** HTML that cannot be injected into: everything put into a template is escaped unless it is HTML already. */
import { printable } from "../terminal/printable.js";

export class Html {
  constructor(readonly text: string) {}
}

export type Fragment = Html | string | number | undefined | readonly Fragment[];

export function html(parts: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const text = parts.map((part, index) => (index === 0 ? part : rendered(values[index - 1]) + part)).join("");
  return new Html(text);
}

/** Plain text in which `backticks` mark what is typed. */
export function withCode(text: string): Fragment {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

function rendered(value: Fragment): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(rendered).join("");
  return printable(String(value)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
