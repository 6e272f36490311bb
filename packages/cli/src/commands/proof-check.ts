/** `reroot proof check FILE`: does this proof, or its page, hold? It needs the file, and nothing else. */
import { checkProof, type Proof } from "@reroot/core";
import { failed, keyNameOf } from "@reroot/pki";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { proofIn, readWritten } from "../files/proof-file.js";
import { toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { minute } from "../words/dates.js";
import { noticeName } from "../words/notice-name.js";
import { proofFailureInWords } from "../words/proof-failure.js";
import { comparedInShort } from "../words/rehearsal.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";
import { checkThePage, isPage } from "./proof-check-page.js";

export function proofCheckCommand(run: Run): Command {
  return new Command("check")
    .description("check a proof: unchanged, approved, complete, and its grades follow from its findings")
    .argument("<file>", "a proof.json, or its page, report.html")
    .option("--rehearsal", "accept a proof from a rehearsal, which proves nothing about real devices")
    .option("--trusted-key <sha256...>", "names of keys, one of which must have signed it")
    .action(run(check));
}

interface Options {
  readonly rehearsal?: true;
  readonly trustedKey?: readonly string[];
}

async function check(desk: Desk, file: string, options: Options): Promise<ExitCode> {
  const text = await readWritten(desk.world.directory, file);
  const { trustedKey: trustedKeys = [], rehearsal } = options;
  if (isPage(text)) {
    return checkThePage(desk, { text, trustedKeys, rehearsals: rehearsal ? "accepted" : "refused" });
  }
  const { proof, isAsWritten } = proofIn(text, file);
  const content = checkProof(proof, trustedKeys);
  // What its content says is more to the point, such as a format that is not known here.
  const checked = content.ok && !isAsWritten ? failed({ code: "proof/text-changed" } as const) : content;
  const accepted = checked.ok && (proof.kind === "production" || rehearsal === true);
  if (desk.json) {
    const failure = checked.ok
      ? accepted
        ? {}
        : { failure: { code: "proof/rehearsal" } }
      : { failure: checked.failure };
    desk.out.json({
      ok: accepted,
      kind: proof.kind,
      notice: proof.notice,
      digest: proof.digest,
      devices: proof.devices,
      ...failure,
    });
  } else if (!checked.ok) {
    const { sentence, advice } = proofFailureInWords(checked.failure);
    desk.out.line(toned("bad", "does not hold"), `  ${asSentence(sentence)}`);
    if (advice) desk.out.paragraph(advice, 2);
  } else {
    showProof(proof, accepted, desk);
  }
  return accepted ? EXIT.fine : EXIT.toActOn;
}

function showProof(proof: Proof, accepted: boolean, { out }: Desk): void {
  const graded = (grade: string) => proof.devices.filter((device) => device.grade === grade).length;
  if (accepted) out.line(toned("good", "holds"), `  ${noticeName(proof.notice)}, ${proof.kind}`);
  else {
    out.line(
      toned("bad", "REHEARSAL"),
      "  This proof holds, and it comes from a rehearsal: it proves nothing about real devices.",
    );
    out.line("  To check it all the same: --rehearsal");
  }
  out.line(
    `  ${count(proof.devices.length, "device")}: ${graded("proven")} proven, ${graded("prepared")} prepared, ` +
      `${graded("not-prepared")} not prepared, ${graded("not-needed")} untouched`,
  );
  out.line(
    `  approved by ${proof.approved.approval.by}, ${minute(proof.approved.approval.at)}; ` +
      `${count(proof.journal.length, "journal entry", "journal entries")}`,
  );
  if (proof.rehearsal !== undefined) {
    out.line(`  rehearsed as ${proof.rehearsal}: ${comparedInShort(proof.devices)}`);
  }
  const { publicKey = "" } = proof.signature ?? {};
  out.line(`  signed with the key ${keyNameOf(publicKey)}`);
  out.line("  ", toned("faint", proof.digest));
}
