/** `reroot proof check PAGE`: is the page of a proof the one that was written, and who sealed it? */
import { checkPage, type PageSeal } from "@reroot/core";
import { keyNameOf } from "@reroot/pki";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { toned } from "../terminal/tone.js";
import { proofFailureInWords } from "../words/proof-failure.js";
import { asSentence } from "../words/words.js";

export interface PageCheck {
  readonly text: string;
  readonly trustedKeys: readonly string[];
  readonly rehearsals: "accepted" | "refused";
}

/** Told by what every page begins with: a proof is JSON. */
export function isPage(text: string): boolean {
  return /^\s*<!doctype html/i.test(text);
}

export function checkThePage({ out, json }: Desk, { text, trustedKeys, rehearsals }: PageCheck): ExitCode {
  const checked = checkPage(text, trustedKeys);
  if (!checked.ok) {
    const { sentence, advice } = proofFailureInWords(checked.failure);
    if (json) out.json({ ok: false, failure: checked.failure });
    else {
      out.line(toned("bad", "does not hold"), `  ${asSentence(sentence)}`);
      if (advice) out.paragraph(advice, 2);
    }
    return EXIT.toActOn;
  }
  const { kind, proof } = checked.value;
  const isAccepted = kind === "production" || rehearsals === "accepted";
  if (json) {
    const failure = isAccepted ? {} : { failure: { code: "proof/rehearsal" } };
    out.json({ ok: isAccepted, kind, proof, key: keyOf(checked.value), ...failure });
  } else show(checked.value, isAccepted, out);
  return isAccepted ? EXIT.fine : EXIT.toActOn;
}

function show(seal: PageSeal, isAccepted: boolean, out: Desk["out"]): void {
  if (isAccepted)
    out.line(
      toned("good", "holds"),
      `  page of a ${seal.kind === "production" ? "migration" : "rehearsal"}, as it was written`,
    );
  else {
    out.line(
      toned("bad", "REHEARSAL"),
      "  This page is as it was written: of a rehearsal, which proves nothing.",
    );
    out.line("  To check it all the same: --rehearsal");
  }
  out.line(`  signed with the key ${keyOf(seal)}`);
  out.line("  ", toned("faint", seal.proof));
  out.paragraph(
    "It shows this proof. Whether what it shows follows from what was found, the proof says: check its proof.json.",
    2,
  );
}

function keyOf({ signature }: PageSeal): string {
  return keyNameOf(signature.publicKey);
}
