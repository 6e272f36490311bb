/**
 * The remedies that a page offers as numbered options, with their commands as printed, and the renewal that
 * follows them. A page that promises more options than it brings, or a command that does not come, was cut.
 */
import { failed, type Result, success } from "@reroot/pki";
import type { FieldNotice, PlatformId } from "../notice.js";
import { find, findAll, type Match, type Prose, phrase, proseOf, sentenceWith } from "./prose.js";
import type { Published, PublishedNotice } from "./published-notice.js";

export type OptionFailure =
  | {
      readonly code: "notice/options-missing";
      readonly line: number;
      readonly promised: number;
      readonly found: number;
    }
  | { readonly code: "notice/option-without-command"; readonly line: number; readonly option: string };

type Remedy = Published<FieldNotice["remedies"][number]>;
type Precondition = Published<FieldNotice["remedies"][number]["preconditions"][number]>;

export interface OptionFacts {
  readonly remedies: PublishedNotice["remedies"];
  readonly renewal: PublishedNotice["renewal"];
  /** The signer root as the page calls it. */
  readonly signerRootName: string | null;
}

export function factsInOptions(
  prose: Prose,
  platforms: readonly PlatformId[],
): Result<OptionFacts, OptionFailure> {
  const titles = findAll(prose, OPTION_TITLE);
  const missing = missingOptions(prose, titles);
  if (missing) return failed(missing);
  const forEach = { platforms, signed: signatureRule(prose), defaultUrl: bundleUrlIn(prose) };
  const remedies: Remedy[] = [];
  for (const [index, title] of titles.entries()) {
    const part = partOf(prose, title, titles[index + 1]);
    const remedy = remedyFrom(part, title.group("title"), forEach);
    if (!remedy)
      return failed({
        code: "notice/option-without-command",
        line: title.line,
        option: title.group("title"),
      });
    remedies.push(remedy);
  }
  const renewal = renewalOf(prose);
  if (renewal === "missing") {
    const line = find(prose, RENEWAL)?.line ?? 1;
    return failed({
      code: "notice/option-without-command",
      line,
      option: "Enter this command for authorization",
    });
  }
  const signerRootName = find(prose, SIGNER)?.group("signer") ?? null;
  return success({ remedies: remedies.length === 0 ? null : remedies, renewal, signerRootName });
}

const OPTION_TITLE = /(?<=^|\n)Option (?<number>\d{1,2})[.:]? (?<title>[^\n]{1,200})/;
const PROMISE = phrase("The {count} options for a manual certificate update are described");
const RENEWAL = phrase("Enter this command for authorization:");
const SIGNER = phrase("It must be signed by the {signer} root certificate");
const COUNTS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

function missingOptions(prose: Prose, titles: readonly Match[]): OptionFailure | null {
  const promise = find(prose, PROMISE);
  const promised = promise ? COUNTS.indexOf(promise.group("count").toLowerCase()) : titles.length;
  const inOrder = titles.every((title, index) => Number(title.group("number")) === index + 1);
  if (inOrder && promised === titles.length) return null;
  const line = promise?.line ?? titles[0]?.line ?? 1;
  return { code: "notice/options-missing", line, promised, found: titles.length };
}

/** From an option's title to the next one, or to the note and the renewal that hold for all. */
function partOf(prose: Prose, title: Match, next: Match | undefined): Prose {
  const lines = prose.lines.slice(title.index + 1, next?.index);
  const end = lines.findIndex(({ text }) => /^(?:Note:|Enter this command for authorization)/.test(text));
  return proseOf(end === -1 ? lines : lines.slice(0, end));
}

/** What the page says once for all its options. */
interface ForEachOption {
  readonly platforms: readonly PlatformId[];
  readonly signed: readonly Precondition[];
  readonly defaultUrl: string | null;
}

function remedyFrom(
  part: Prose,
  title: string,
  { platforms, signed, defaultUrl }: ForEachOption,
): Remedy | null {
  const found = part.lines.flatMap(({ text }) => commandIn(text) ?? []);
  const printed = found.filter(({ text }, index) => found.findIndex((one) => one.text === text) === index);
  const commands = printed.filter(({ text }) => !text.startsWith("show "));
  const check = printed.find(({ text }) => text.startsWith("show "));
  const [main] = commands;
  if (!main) return null;
  return {
    id: idOf(main.text),
    title,
    platforms: platforms.length === 0 ? null : platforms,
    commands,
    checkCommand: check?.text ?? null,
    bundleUrl: bundleUrlIn(part) ?? defaultUrl,
    preconditions: [...preconditionsIn(part), ...signed],
    when:
      sentenceWith(part, phrase("This can be leveraged")) ??
      sentenceWith(part, phrase("who are not able to")),
  };
}

/** A line that is a command, with or without the prompt or the words that announce it before it. */
function commandIn(line: string): { mode: "exec" | "configuration"; text: string } | null {
  const text = line.replace(/^\S{1,60}[#>]\s*/, "").replace(/^[^:]{1,200}: (?=crypto |license |show )/, "");
  if (!/^(?:crypto (?:ca|pki)|license smart|show (?:crypto|license)) [^.]/.test(text)) return null;
  const mode = /^crypto (?:ca|pki) trustpool policy\b/.test(text) ? "configuration" : "exec";
  return { mode, text };
}

function idOf(command: string): Remedy["id"] {
  if (/ trustpool policy .*\burl\b/.test(command)) return "import-from-mirror";
  if (/ trustpool import url https?:/.test(command)) return "import-from-default-url";
  return / trustpool import url \S*\//.test(command) ? "import-from-file" : null;
}

/** The first URL of a bundle. An option that only says "the default location" means the page's first one. */
function bundleUrlIn(part: Prose): string | null {
  return /https?:\/\/[^\s)>"]+\.p7b/.exec(part.text)?.[0] ?? null;
}

function preconditionsIn(part: Prose): readonly Precondition[] {
  return PRECONDITIONS.flatMap(([id, pattern]) => {
    const statement = sentenceWith(part, pattern);
    return statement === null ? [] : [{ id, statement }];
  });
}

const PRECONDITIONS: readonly (readonly [NonNullable<Precondition["id"]>, RegExp])[] = [
  ["device-resolves-name", phrase("not able to resolve the domain name")],
  ["bundle-hosted-locally", phrase("in order to host it locally")],
  ["bundle-copied-to-device", /and copy it\s+to the ["“]?\w+["”]? directory/i],
];

/** It stands after the options and holds for each of them. */
function signatureRule(prose: Prose): readonly Precondition[] {
  const refused = sentenceWith(prose, phrase("does not support customer-signed CA bundle"));
  const required = sentenceWith(prose, SIGNER);
  if (refused === null || required === null) return [];
  return [{ id: "bundle-vendor-signed", statement: `${refused} ${required}` }];
}

function renewalOf(prose: Prose): PublishedNotice["renewal"] | "missing" {
  const announced = find(prose, RENEWAL);
  if (!announced) return null;
  const command = commandIn(prose.lines[announced.index + 1]?.text ?? "");
  if (!command?.text.startsWith("license smart ")) return "missing";
  return { command, families: ["smart-licensing"] };
}
