/** `reroot proof export RUN`: what is handed to an auditor, checked before it leaves: the proof and its page, nothing else. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { checkPage, checkProof } from "@reroot/core";
import { keyNameOf } from "@reroot/pki";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { proofIn, readWritten } from "../files/proof-file.js";
import { asRefusal } from "../files/read-file.js";
import { openRunFolder, RUN_FILES, type RunFolder, writeWhole } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import { refusalFrom } from "../refusal-from.js";
import { proofFailureInWords } from "../words/proof-failure.js";
import type { Run } from "./command.js";

interface Options {
  readonly out: string;
}

export function proofExportCommand(run: Run): Command {
  return new Command("export")
    .description("hand a run's proof and its page to others: both are checked, and put into a folder")
    .argument("<run>", "the folder of a run that was carried out")
    .requiredOption("--out <folder>", "where they go")
    .action(run(exportProof));
}

async function exportProof(desk: Desk, given: string, { out }: Options): Promise<ExitCode> {
  const { directory } = desk.world;
  const folder = await openRunFolder(path.resolve(directory, given));
  if (!(await folder.has("proof"))) throw noProof(folder);
  const text = await readWritten(folder.path, folder.fileOf("proof"));
  const page = await readWritten(folder.path, folder.fileOf("report"));
  const { key } = checkedPair(text, page, folder);
  const to = path.resolve(directory, out);
  await mkdir(to, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw asRefusal(error, to);
  });
  const files = [path.join(to, RUN_FILES.proof), path.join(to, RUN_FILES.report)] as const;
  await writeWhole(files[0], text);
  await writeWhole(files[1], page);
  if (desk.json) desk.out.json({ proof: files[0], report: files[1], key });
  else {
    desk.out.line(`proof   ${files[0]}`);
    desk.out.line(`report  ${files[1]}`);
    desk.out.line(`key     ${key}`);
    desk.out.paragraph("Tell the reader the name of the key by another way than these files.", 2);
  }
  return EXIT.fine;
}

/** Both hold, and the page is drawn from this proof and sealed with its key. @throws {Refusal} */
function checkedPair(text: string, page: string, folder: RunFolder): { readonly key: string } {
  const [proofFile, pageFile] = [folder.fileOf("proof"), folder.fileOf("report")];
  const { proof, isAsWritten } = proofIn(text, proofFile);
  const checked = checkProof(proof);
  if (!checked.ok) throw refusalFrom(proofFailureInWords(checked.failure), { place: proofFile });
  if (!isAsWritten)
    throw refusalFrom(proofFailureInWords({ code: "proof/text-changed" }), { place: proofFile });
  const key = keyNameOf(proof.signature?.publicKey ?? "");
  const sealed = checkPage(page, [key]);
  if (!sealed.ok) throw refusalFrom(proofFailureInWords(sealed.failure), { place: pageFile });
  if (sealed.value.proof === proof.digest) return { key };
  throw new Refusal({
    sentence: "This page is drawn from another proof.",
    place: pageFile,
    advice: "Put the page of this run back.",
  });
}

function noProof(folder: RunFolder): Refusal {
  return new Refusal({
    sentence: "This run has no proof.",
    place: folder.path,
    advice: "Carry the plan out first: reroot apply PLAN",
  });
}
