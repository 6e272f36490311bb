/**
 * A YAML (or JSON) text as nodes that know their lines. It passes over what a value is until somebody asks,
 * so that secrets and vault-encrypted texts are never looked at. Anchors and aliases are followed, never
 * copied: a small hostile text cannot grow.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import type { Said } from "./device-fields.js";
import type { ReadingNotes } from "./reading-notes.js";
import type { Place } from "./understood-inventory.js";

export interface YamlEntry {
  readonly key: string;
  readonly place: Place;
  readonly value: YamlNode;
}

/** One node; `undefined` is an empty value (`key:` or `null`). */
export type YamlNode = Node | undefined;

export interface YamlFile {
  readonly path: string;
  readonly top: YamlNode;
  placeOf(node: YamlNode): Place;
  /** The entries of a mapping, those of `<<` merged in behind them; `undefined` for anything else. */
  entriesOf(node: YamlNode): readonly YamlEntry[] | undefined;
  /** The items of a list; `undefined` for anything else. */
  itemsOf(node: YamlNode): readonly YamlNode[] | undefined;
  /** A scalar as it stands in the file, so that 010 and 1.10 stay what they are. */
  said(key: string, node: YamlNode, place?: Place): Said;
}

/** Answers `undefined` after noting why the text is not YAML. */
export function yamlFile(path: string, text: string, notes: ReadingNotes): YamlFile | undefined {
  const lines = new LineCounter();
  const at = (offset: number): Place => ({ file: path, line: Math.max(1, lines.linePos(offset).line) });
  if (deepest(text) > MOST_NESTED) {
    notes.fail({ code: "inventory/too-deep", place: { file: path, line: 1 }, most: MOST_NESTED });
    return undefined;
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
    // The library compares each key with all others: 100,000 hosts would take minutes. `entriesOf` looks.
    uniqueKeys: false,
  }) as Document;
  const error = document.errors[0];
  if (error) {
    // The library's own message quotes the text, which may be a secret: its code says enough.
    const detail = error.code.toLowerCase().replaceAll("_", " ");
    notes.fail({ code: "inventory/not-yaml", place: at(error.pos[0]), detail });
    return undefined;
  }
  return nodesOf(path, document, at, notes);
}

/** Far beyond any inventory, and far below what exhausts the stack of the YAML library. */
const MOST_NESTED = 200;

/** At least as many as there are collections within each other: open brackets, indentations, and `- - -`. */
function deepest(text: string): number {
  let brackets = 0;
  let most = 0;
  const indents: number[] = [];
  for (const line of text.split("\n")) {
    const [opening = ""] = /^[ \t]*(?:[-?:][ \t]+)*/.exec(line) ?? [];
    const marks = opening.replace(/[ \t]/g, "").length;
    const rest = line.slice(opening.length);
    if (marks === 0 && /^(#|\r?$)/.test(rest)) continue;
    while ((indents.at(-1) ?? -1) >= opening.length) indents.pop();
    indents.push(opening.length);
    for (const character of rest) {
      if (character === "[" || character === "{") most = Math.max(most, ++brackets);
      else if (character === "]" || character === "}") brackets = Math.max(0, brackets - 1);
    }
    most = Math.max(most, indents.length + marks);
  }
  return most;
}

function nodesOf(
  path: string,
  document: Document,
  at: (offset: number) => Place,
  notes: ReadingNotes,
): YamlFile {
  const targets = aliasTargets(document);
  const resolved = (node: Node | null | undefined): YamlNode => {
    const target = isAlias(node) ? targets.get(node) : (node ?? undefined);
    return isScalar(target) && target.value === null && !target.tag ? undefined : target;
  };
  const placeOf = (node: YamlNode) => at(node?.range?.[0] ?? 0);
  const entriesOf = (node: YamlNode): readonly YamlEntry[] | undefined => {
    const map = resolved(node);
    if (!isMap(map)) return undefined;
    const keys = new Set<string>();
    return withMerged(map).map((pair) => {
      const key = keyText(resolved(pair.key));
      const place = placeOf(pair.key);
      if (keys.has(key)) notes.fail({ code: "inventory/duplicate-key", place, key });
      keys.add(key);
      return { key, place, value: resolved(pair.value) };
    });
  };
  /** YAML 1.1's merge key, one level deep: what stands in the mapping itself comes first. */
  const withMerged = (map: YAMLMap): Pair<Node, Node | null>[] => {
    const pairs = map.items as Pair<Node, Node | null>[];
    const own = pairs.filter((pair) => !isMergeKey(pair.key));
    const merged = pairs
      .filter((pair) => isMergeKey(pair.key))
      .flatMap((pair) => {
        const source = resolved(pair.value);
        return isSeq(source) ? (source.items as Node[]).map(resolved) : [source];
      })
      .flatMap((source) => (isMap(source) ? (source.items as Pair<Node, Node | null>[]) : []));
    if (merged.length === 0) return own;
    const taken = new Set(own.map((pair) => keyText(resolved(pair.key))));
    const added = merged.filter(({ key }) => {
      const text = keyText(resolved(key));
      return !taken.has(text) && taken.add(text);
    });
    return [...own, ...added];
  };
  return {
    path,
    top: resolved(document.contents as Node | null),
    placeOf,
    entriesOf,
    itemsOf: (node) => {
      const list = resolved(node);
      return isSeq(list) ? (list.items as Node[]).map(resolved) : undefined;
    },
    said: (key, node, place = placeOf(node)) => ({ key, place, ...saidValue(resolved(node)) }),
  };
}

/** An alias means the last anchor of its name before it. The library's own look-up walks the whole text each time. */
function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, (_key, node) => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
    } else if (isNode(node) && node.anchor) anchors.set(node.anchor, node);
  });
  return targets;
}

function isMergeKey(key: Node | null): boolean {
  return isScalar(key) && key.source === "<<" && key.type === "PLAIN";
}

function keyText(key: YamlNode): string {
  return isScalar(key) ? textOf(key) : "";
}

function saidValue(node: YamlNode): Pick<Said, "kind" | "text"> {
  if (!isScalar(node)) return { kind: node === undefined ? "text" : "structure", text: "" };
  if (node.tag === "!vault" || isVaultText(textOf(node))) return { kind: "encrypted", text: "" };
  return { kind: "text", text: textOf(node) };
}

function textOf(scalar: {
  readonly value: unknown;
  readonly source?: string;
  readonly type?: string;
}): string {
  if (typeof scalar.value === "string") return scalar.value;
  return scalar.source ?? String(scalar.value ?? "");
}

/** By the header that Ansible Vault writes, such as `$ANSIBLE_VAULT;1.1;AES256`. */
export function isVaultText(text: string): boolean {
  return /^\s*(\$ANSIBLE_VAULT;|!vault\b)/.test(text);
}
