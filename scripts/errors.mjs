// Writes docs/errors.md: a row for each code that the packages can answer with. Its text is what the command line
// says for that code; failing that, what stands in the page, by hand; failing that, the code's doc comment.
//
//   node scripts/errors.mjs --write    writes the page
//   node scripts/errors.mjs            says what is missing or out of date, and exits 1 if anything is
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { findFailureCodes } from "./failure-codes.mjs";
import { findWords } from "./words-for-codes.mjs";

const page = fileURLToPath(new URL("../docs/errors.md", import.meta.url));
const row = /^\| `([a-z0-9-]+\/[a-z0-9-]+)` \| (.*) \|$/gm;

/** What is wrong with the page; an empty list means that it is complete. @param {string} text @returns {string[]} */
export function faultsOfErrorsPage(text) {
  const complete = completeErrorsPage(text);
  const unexplained = [...rowsOf(complete)]
    .filter(([, meaning]) => meaning.trim() === "")
    .map(([code]) => code);
  return [
    ...unexplained.map(
      (code) => `${code} has no explanation: give it words in packages/cli/src/words, or a doc comment`,
    ),
    ...(complete === text ? [] : ["it is not up to date: run `node scripts/errors.mjs --write`"]),
  ];
}

/** The page as it should be. @param {string} text the page as it is */
function completeErrorsPage(text) {
  const there = rowsOf(text);
  const words = findWords();
  const codes = findFailureCodes();
  const introduction = text.split(/^## /m)[0]?.trimEnd() ?? "";
  const sections = [...new Set(codes.map(({ code }) => areaOf(code)))].map((area) => {
    const rows = codes
      .filter(({ code }) => areaOf(code) === area)
      .map(({ code, comment }) => {
        const byHand = there.get(code)?.trim() || undefined;
        return `| \`${code}\` | ${asCell(words.get(code)) ?? byHand ?? asCell(comment)} |`;
      });
    return [`## ${area}`, "", "| code | what it means, and what to do |", "|---|---|", ...rows].join("\n");
  });
  return `${[introduction, ...sections].join("\n\n")}\n`;
}

/** @param {string} text */
function rowsOf(text) {
  return new Map([...text.matchAll(row)].map(([, code = "", meaning = ""]) => [code, meaning]));
}

function areaOf(/** @type {string} */ code) {
  return code.split("/")[0] ?? "";
}

/** @param {string | undefined} text */
function asCell(text) {
  return text?.replaceAll("|", "\\|");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = fs.readFileSync(page, "utf8");
  const write = process.argv.includes("--write");
  if (write) fs.writeFileSync(page, completeErrorsPage(text));
  const faults = faultsOfErrorsPage(fs.readFileSync(page, "utf8"));
  for (const fault of faults) console.error(`docs/errors.md: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log("docs/errors.md explains every code.");
}
