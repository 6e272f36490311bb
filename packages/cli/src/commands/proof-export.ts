/** `reroot proof export RUN`: what is handed to an auditor, checked before it leaves: the proof and its page, nothing else. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { checkProof, type Proof } from "@reroot/core";
import { keyNameOf } from "@reroot/pki";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readJson } from "../files/plan-file.js";
import { asRefusal } from "../files/read-file.js";
import { openRunFolder, RUN_FILES, writeWhole } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import { proofFailureInWords } from "../words/proof-failure.js";
import { asSentence } from "../words/words.js";
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
  const proof = await readJson<Proof>(
    folder.fileOf("proof"),
    "This file is not a proof.",
    "Carry the plan out first: reroot apply PLAN",
  );
  const checked = checkProof(proof);
  if (!checked.ok) {
    const { sentence, advice } = proofFailureInWords(checked.failure);
    const place = folder.fileOf("proof");
    throw new Refusal({ sentence: asSentence(sentence), place, ...(advice && { advice }) });
  }
  const to = path.resolve(directory, out);
  await mkdir(to, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw asRefusal(error, to);
  });
  const files = [path.join(to, RUN_FILES.proof), path.join(to, RUN_FILES.report)] as const;
  await writeWhole(files[0], await folder.readText("proof"));
  await writeWhole(files[1], await folder.readText("report"));
  const key = keyNameOf(proof.signature?.publicKey ?? "");
  if (desk.json) desk.out.json({ proof: files[0], report: files[1], key });
  else {
    desk.out.line(`proof   ${files[0]}`);
    desk.out.line(`report  ${files[1]}`);
    desk.out.line(`key     ${key}`);
    desk.out.paragraph("Tell the reader the name of the key by another way than these files.", 2);
  }
  return EXIT.fine;
}
