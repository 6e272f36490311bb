/** `show md5 file PATH` of IOS XR: the digest of one file, or that there is none. */
import { type Result, success } from "@reroot/pki";
import { notThisCommand, type ParseFailure } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export type Md5OfFile = { readonly present: true; readonly md5: string } | { readonly present: false };

const COMMAND = "show md5 file";
const DIGEST = /^(?:MD5 ?\(.{1,300}\) ?= ?|md5(?: ?sum)?: ?)?([0-9a-f]{32})$/i;
const ABSENT = /\b(?:no such file|does not exist|not found|cannot (?:find|open)|unable to (?:find|open))\b/i;

export const showMd5FileXr = defineParser<Md5OfFile>({
  platforms: ["iosxr"],
  command: COMMAND,
  takesArguments: true,
  isAnswer: (text) => ABSENT.test(text),
  read,
});

function read(lines: OutputLines): Result<Md5OfFile, ParseFailure> {
  const [first] = lines;
  for (const { text } of lines) {
    const md5 = DIGEST.exec(text.trim())?.[1];
    if (md5 !== undefined) return success({ present: true, md5: md5.toLowerCase() });
  }
  return ABSENT.test(first.text) ? success({ present: false }) : notThisCommand(first, COMMAND);
}
