/**
 * Just enough XML for an RSS feed: elements, attributes (skipped), text, CDATA, comments, the five predefined
 * entities and character references. It knows no DTD: a document that declares one is refused, so nothing can
 * be expanded or fetched. Size, depth and number of elements are bounded.
 */
import { failed, type Result, success } from "../result.js";

export interface XmlElement {
  readonly name: string;
  /** The element's own text with entities resolved, CDATA included, children's text excluded. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

export type XmlFailure =
  | { readonly code: "feed/too-large"; readonly bytes: number; readonly limit: number }
  | { readonly code: "feed/declares-a-document-type"; readonly line: number }
  | { readonly code: "feed/too-many-elements"; readonly limit: number }
  | { readonly code: "feed/nested-too-deeply"; readonly line: number; readonly limit: number }
  | { readonly code: "feed/not-xml"; readonly line: number };

export const XML_LIMITS = { characters: 4 << 20, elements: 50_000, depth: 32, tag: 1 << 16 } as const;

/** Reads a whole document and returns its root element. */
export function readXml(document: string): Result<XmlElement, XmlFailure> {
  if (document.length > XML_LIMITS.characters) {
    return failed({ code: "feed/too-large", bytes: document.length, limit: XML_LIMITS.characters });
  }
  const builder = new Builder();
  let end = 0;
  for (let start = document.indexOf("<"); start !== -1; start = document.indexOf("<", end)) {
    const token = tokenAt(document, start);
    const problem =
      token === undefined ? "malformed" : (builder.text(document.slice(end, start)) ?? builder.markup(token));
    if (problem || token === undefined) return failed(located(problem ?? "malformed", document, start));
    end = start + token.length;
  }
  const root = builder.text(document.slice(end)) === undefined ? builder.finished() : undefined;
  return root ? success(root) : failed(located("malformed", document, document.length));
}

type Problem = "malformed" | "declares-a-document-type" | "too-many-elements" | "nested-too-deeply";

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

const NAME = "[A-Za-z_][A-Za-z0-9_.:-]*";
const START = new RegExp(`^<(${NAME})(?:\\s+${NAME}\\s*=\\s*(?:"[^"]*"|'[^']*'))*\\s*(/?)>$`);
const END = new RegExp(`^</(${NAME})\\s*>$`);

/** Markup that opens with one of these ends with its partner; everything else ends with the next ">". */
const DELIMITED = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;

function tokenAt(document: string, start: number): string | undefined {
  const [opening, closing] = DELIMITED.find(([prefix]) => document.startsWith(prefix, start)) ?? ["<", ">"];
  const end = document.indexOf(closing, start + opening.length);
  const isOverlong = opening === "<" && end - start > XML_LIMITS.tag;
  return end === -1 || isOverlong ? undefined : document.slice(start, end + closing.length);
}

class Builder {
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;
  #elements = 0;

  text(raw: string): Problem | undefined {
    if (raw.includes("<")) return "malformed";
    const current = this.#open.at(-1);
    if (!current) return raw.replace(/^\uFEFF/, "").trim() === "" ? undefined : "malformed";
    const resolved = resolveEntities(raw);
    if (resolved === undefined) return "malformed";
    current.text += resolved;
    return undefined;
  }

  markup(token: string): Problem | undefined {
    if (token.startsWith("<!--") || token.startsWith("<?")) return undefined;
    if (token.startsWith("<![CDATA[")) return this.#characters(token.slice(9, -3));
    if (token.startsWith("<!")) return "declares-a-document-type";
    return token.startsWith("</") ? this.#close(token) : this.#start(token);
  }

  finished(): XmlElement | undefined {
    return this.#open.length === 0 ? this.#root : undefined;
  }

  #characters(text: string): Problem | undefined {
    const current = this.#open.at(-1);
    if (!current) return "malformed";
    current.text += text;
    return undefined;
  }

  #start(token: string): Problem | undefined {
    const parts = START.exec(token);
    if (!parts || (this.#root && this.#open.length === 0)) return "malformed";
    if (++this.#elements > XML_LIMITS.elements) return "too-many-elements";
    if (this.#open.length >= XML_LIMITS.depth) return "nested-too-deeply";
    const element: Open = { name: parts[1]!, children: [], text: "" };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(element);
    else this.#root = element;
    if (parts[2] === "") this.#open.push(element);
    return undefined;
  }

  #close(token: string): Problem | undefined {
    const name = END.exec(token)?.[1];
    return name !== undefined && this.#open.pop()?.name === name ? undefined : "malformed";
  }
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Undefined when a reference is neither predefined nor a character that XML allows. */
function resolveEntities(raw: string): string | undefined {
  let sound = true;
  const text = raw.replace(/&([^;&]{0,10};)?/g, (_, reference: string | undefined) => {
    const character = reference === undefined ? undefined : resolveReference(reference.slice(0, -1));
    if (character === undefined) sound = false;
    return character ?? "";
  });
  return sound ? text : undefined;
}

function resolveReference(reference: string): string | undefined {
  const numeric = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(reference);
  if (!numeric) return Object.hasOwn(PREDEFINED, reference) ? PREDEFINED[reference] : undefined;
  const point = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
  const allowed =
    point <= 0x10ffff &&
    (point >= 0x20 || point === 9 || point === 10 || point === 13) &&
    (point < 0xd800 || point > 0xdfff);
  return allowed ? String.fromCodePoint(point) : undefined;
}

function located(problem: Problem, document: string, at: number): XmlFailure {
  const line = lineAt(document, at);
  switch (problem) {
    case "malformed":
      return { code: "feed/not-xml", line };
    case "declares-a-document-type":
      return { code: "feed/declares-a-document-type", line };
    case "nested-too-deeply":
      return { code: "feed/nested-too-deeply", line, limit: XML_LIMITS.depth };
    case "too-many-elements":
      return { code: "feed/too-many-elements", limit: XML_LIMITS.elements };
  }
}

function lineAt(document: string, at: number): number {
  let line = 1;
  for (let next = document.indexOf("\n"); next !== -1 && next < at; next = document.indexOf("\n", next + 1))
    line++;
  return line;
}
