/**
 * The seal at the end of a proof's page: a comment that names the proof and the page's own digest, signed with the key
 * that signed the proof. So a page alone can be checked, byte by byte; what it is drawn from is the proof's to show.
 */
import {
  failed,
  isSignedBy,
  keyNameOf,
  type Result,
  type SignStatement,
  type StatementSignature,
  sha256OfText,
  success,
} from "@reroot/pki";
import type { ProofFailure } from "./check-proof.js";
import type { Proof } from "./proof.js";

export const PAGE_SEAL_FORMAT = 1;

export interface PageSeal {
  readonly formatVersion: typeof PAGE_SEAL_FORMAT;
  readonly kind: Proof["kind"];
  /** Digest of the proof that the page is drawn from. */
  readonly proof: string;
  /** `sha256:` of all that stands before the seal. */
  readonly page: string;
  readonly signature: StatementSignature;
}

/** @param page whole, ending with a line feed; the seal becomes its last line. */
export function sealPage(page: string, { digest: proof, kind }: Proof, sign: SignStatement): string {
  const unsigned = { formatVersion: PAGE_SEAL_FORMAT, kind, proof, page: digestOfPage(page) } as const;
  return page + sealLine({ ...unsigned, signature: sign(pageStatement(unsigned)) });
}

/** @param trustedKeys as for `checkProof`. */
export function checkPage(text: string, trustedKeys: readonly string[] = []): Result<PageSeal, ProofFailure> {
  const start = text.lastIndexOf(SEAL_START);
  const seal = start < 0 ? undefined : sealIn(text.slice(start));
  if (!seal) return failed({ code: "proof/not-signed" });
  if (seal.formatVersion !== PAGE_SEAL_FORMAT) {
    return failed({ code: "proof/unknown-format", found: seal.formatVersion });
  }
  const page = text.slice(0, start);
  const isWhole = digestOfPage(page) === seal.page && sealLine(seal) === text.slice(start);
  if (!isWhole) return failed({ code: "proof/text-changed" });
  if (!isSignedBy(seal.signature, pageStatement(seal))) return failed({ code: "proof/signature-wrong" });
  const key = keyNameOf(seal.signature.publicKey);
  if (trustedKeys.length > 0 && !trustedKeys.includes(key)) {
    return failed({ code: "proof/key-not-trusted", key });
  }
  return success(seal);
}

const SEAL_START = "<!-- Reroot seal ";
const SEAL_END = " -->\n";

/** Rebuilt member by member: a seal that says the same in other words is not the one that was written. */
function sealLine({ formatVersion, kind, proof, page, signature }: PageSeal): string {
  const { algorithm, publicKey, value } = signature;
  const seal = { formatVersion, kind, proof, page, signature: { algorithm, publicKey, value } };
  return `${SEAL_START}${JSON.stringify(seal)}${SEAL_END}`;
}

/** Nothing that means something else could be passed off as it. */
function pageStatement({ kind, proof, page }: Omit<PageSeal, "signature">): string {
  return `Reroot page, format ${PAGE_SEAL_FORMAT}, ${kind}\n${proof}\n${page}\n`;
}

function digestOfPage(page: string): string {
  return `sha256:${sha256OfText(page).toLowerCase()}`;
}

function sealIn(line: string): PageSeal | undefined {
  if (!line.endsWith(SEAL_END)) return undefined;
  try {
    const value = JSON.parse(line.slice(SEAL_START.length, -SEAL_END.length));
    return typeof value?.signature === "object" && value.signature !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
