/** `reroot notice import FILE`: a notice's published page, read into the data of a notice. */

import { importNotice, type PublishedNotice, pageFormatOf, unstatedFields } from "@reroot/core";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readText } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { count, joined } from "../words/count.js";
import { importFailureInWords } from "../words/notice-failure.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";

interface Options {
  readonly format?: "text" | "html";
}

export function noticeImportCommand(run: Run): Command {
  return new Command("import")
    .description(
      "read a notice's published page, text or HTML, into notice data; what it does not say is null",
    )
    .argument("<file>", "the page, as saved")
    .addOption(
      new Option("--format <format>", "what it is (default: by its beginning)").choices(["text", "html"]),
    )
    .action(run(importPage));
}

async function importPage(desk: Desk, file: string, options: Options): Promise<ExitCode> {
  const text = await readText(desk.world.directory, file);
  const imported = importNotice(text, { format: options.format ?? pageFormatOf(text) });
  if (!imported.ok) {
    const { sentence, advice } = importFailureInWords(imported.failure);
    const line = "line" in imported.failure ? `, line ${imported.failure.line}` : "";
    throw new Refusal({ sentence: asSentence(sentence), place: `${file}${line}`, ...(advice && { advice }) });
  }
  if (desk.json) desk.out.json(imported.value);
  else showWhatWasRead(imported.value, file, desk);
  return EXIT.fine;
}

function showWhatWasRead(notice: PublishedNotice, file: string, { out }: Desk): void {
  const products = notice.products ?? [];
  const releases = products.flatMap(releasesOf);
  const roots = [...(notice.retiredRoots ?? []), ...(notice.requiredRoots ?? [])];
  out.line(
    toned("good", "read"),
    `  ${notice.id ?? "a notice that does not state its number"}: ${notice.headline ?? "no headline"}`,
  );
  out.line(
    `  ${count(notice.revisions?.length ?? 0, "revision")}, ${count(releases.length, "affected release")}`,
  );
  for (const product of products.slice(0, MOST_PRODUCTS)) {
    const name = product.name ?? product.osType ?? "a product that is not named";
    out.line(toned("faint", `    ${name}: ${count(releasesOf(product).length, "release")}${fixOf(product)}`));
  }
  if (products.length > MOST_PRODUCTS)
    out.line(toned("faint", `    and ${products.length - MOST_PRODUCTS} more`));
  for (const { host, cutoverNoLaterThan } of notice.endpoints ?? []) {
    out.line(`  ${host ?? "an endpoint"} changes by ${cutoverNoLaterThan ?? "a date that is not stated"}`);
  }
  const names = roots.map(({ commonName }) => commonName ?? "unnamed");
  out.line(`  roots: ${names.length === 0 ? "none named" : joined(names)}`);
  out.line(
    `  ${count(notice.remedies?.length ?? 0, "remedy", "remedies")}, ${count(notice.symptoms?.syslog?.length ?? 0, "log message")}`,
  );
  const open = unstatedFields(notice);
  out.line("");
  out.line(`  The page does not state ${count(open.length, "field")}; they are null in the data:`);
  for (const field of open.slice(0, MOST_FIELDS)) out.line(toned("faint", `    ${field}`));
  if (open.length > MOST_FIELDS) out.line(toned("faint", `    and ${open.length - MOST_FIELDS} more`));
  out.line("");
  out.line(`  The data itself: reroot notice import ${file} --json`);
}

type Product = NonNullable<PublishedNotice["products"]>[number];

function releasesOf({ affected }: Product): readonly string[] {
  return (affected ?? []).flatMap((row) => row.releases ?? []);
}

function fixOf({ fixedReleases }: Product): string {
  if (!fixedReleases?.length) return "";
  const fixed = fixedReleases.map(({ release, orLater }) => `${release}${orLater ? " or later" : ""}`);
  return `; fixed in ${fixed.join(", ")}`;
}

const MOST_FIELDS = 12;
const MOST_PRODUCTS = 8;
