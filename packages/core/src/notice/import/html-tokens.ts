/**
 * HTML cut into tags and text, in one pass, every token with its line.
 *
 * Reads what pages really hold, not what the standard allows at best: attributes in any form, unclosed
 * comments, and angle brackets that are meant as text (`<local customer defined url>`). Runs no script,
 * fetches nothing, and takes time in proportion to the text. Does not know tables or paragraphs.
 */

export type HtmlToken =
  | { readonly kind: "text"; readonly text: string; readonly line: number }
  | {
      readonly kind: "open" | "close";
      /** In lower case. */
      readonly name: string;
      /** Everything between the name and `>`. */
      readonly attributes: string;
      readonly line: number;
    };

export function* htmlTokens(html: string): Generator<HtmlToken> {
  let line = 1;
  let position = 0;
  let textStart = 0;
  const advance = (to: number) => {
    for (; position < to; position++) if (html.charCodeAt(position) === NEWLINE) line += 1;
  };
  const textUpTo = (end: number): HtmlToken[] =>
    end > textStart ? [{ kind: "text", text: decodeEntities(html.slice(textStart, end)), line }] : [];

  for (let start = html.indexOf("<"); start !== -1; ) {
    const markup = markupAt(html, start);
    if (markup === null) {
      start = html.indexOf("<", start + 1);
      continue;
    }
    yield* textUpTo(start);
    advance(start);
    if (markup.tag) yield { ...markup.tag, line };
    advance(markup.end);
    textStart = markup.end;
    start = html.indexOf("<", markup.end);
  }
  yield* textUpTo(html.length);
}

/** The value of one attribute, entities decoded; null when the tag has no such attribute. */
export function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(
    attributes,
  );
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value === undefined ? null : decodeEntities(value);
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));?/g,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES.get(name) ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const NEWLINE = 10;
const LONGEST_TAG = 8192;

const ENTITIES = new Map(
  Object.entries({
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    nbsp: "\u00a0",
    ensp: " ",
    emsp: " ",
    thinsp: " ",
    shy: "\u00ad",
    reg: "®",
    copy: "©",
    trade: "™",
    ndash: "–",
    mdash: "—",
    hellip: "…",
    lsquo: "‘",
    rsquo: "’",
    ldquo: "“",
    rdquo: "”",
    bull: "•",
    middot: "·",
    raquo: "»",
    laquo: "«",
  }),
);

/** Elements whose content is no text of the page. */
const SILENT = new Set(["script", "style", "noscript", "template", "svg"]);

/** What may stand in a page; anything else in angle brackets is meant as text. */
const ELEMENTS = new Set(
  (
    "a abbr address article aside b big blockquote body br button caption center cite code col colgroup dd del " +
    "details dfn div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i " +
    "iframe img input ins kbd label legend li link main map mark meta nav noscript object ol option p pre q s samp " +
    "script section select small span strike strong style sub summary sup svg table tbody td template textarea " +
    "tfoot th thead time title tr tt u ul var wbr"
  ).split(" "),
);

interface Markup {
  readonly tag: {
    readonly kind: "open" | "close";
    readonly name: string;
    readonly attributes: string;
  } | null;
  readonly end: number;
}

function markupAt(html: string, start: number): Markup | null {
  if (html.startsWith("<!--", start)) return { tag: null, end: endAfter(html, "-->", start + 4) };
  if (html.startsWith("<!", start) || html.startsWith("<?", start)) {
    return { tag: null, end: endAfter(html, ">", start + 2) };
  }
  const name = /^<(\/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])/.exec(html.slice(start, start + 20));
  const element = name?.[2]?.toLowerCase() ?? "";
  if (!ELEMENTS.has(element)) return isNamespaced(html, start) ? skipTag(html, start) : null;
  const end = endOfTag(html, start);
  if (end === null || name === null) return null;
  const attributes = html.slice(start + name[0].length, end - 1);
  const isClose = name[1] === "/";
  if (SILENT.has(element) && !isClose && !attributes.endsWith("/")) return silent(html, element, end);
  return { tag: { kind: isClose ? "close" : "open", name: element, attributes }, end };
}

/** `<o:p>` and custom elements such as `<cdc-header>`: tags that say nothing. */
function isNamespaced(html: string, start: number): boolean {
  return /^<\/?[a-zA-Z][a-zA-Z0-9]*[:-][a-zA-Z0-9:-]*[\s/>]/.test(html.slice(start, start + 64));
}

function skipTag(html: string, start: number): Markup | null {
  const end = endOfTag(html, start);
  return end === null ? null : { tag: null, end };
}

/** Up to its end tag; a page that never gives it has nothing more to say. */
function silent(html: string, element: string, from: number): Markup {
  const closing = new RegExp(`</${element}[\\s>]`, "gi");
  closing.lastIndex = from;
  const found = closing.exec(html);
  return { tag: null, end: found === null ? html.length : endAfter(html, ">", found.index) };
}

function endAfter(html: string, closing: string, from: number): number {
  const found = html.indexOf(closing, from);
  return found === -1 ? html.length : found + closing.length;
}

/** Just behind the `>` that ends the tag, quotes respected; null when it is no tag after all. */
function endOfTag(html: string, start: number): number | null {
  let quote = "";
  const limit = Math.min(html.length, start + LONGEST_TAG);
  for (let index = start + 1; index < limit; index++) {
    const character = html.charAt(index);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === ">") {
      return index + 1;
    } else if (character === "<") {
      return null;
    } else if (
      (character === '"' || character === "'") &&
      /=\s*$/.test(html.slice(Math.max(0, index - 8), index))
    ) {
      quote = character;
    }
  }
  return null;
}
