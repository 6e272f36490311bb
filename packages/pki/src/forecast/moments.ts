/** The moments at which a forecast may change: a stage begins, a certificate becomes valid or ceases to be. */
import { knownCertificates, type TrustPool } from "../pool/trust-pool.js";
import type { Certificate } from "../x509/certificate.js";
import { withPossibleAncestors } from "./ancestors.js";
import type { ForecastQuestion, TimelineStage } from "./question.js";

/** Milliseconds since 1970, ascending, from the period's beginning on; the answer is constant between two. */
export function momentsOfChange(question: ForecastQuestion, stages: readonly TimelineStage[]): number[] {
  const from = question.from.getTime();
  const until = question.until.getTime();
  const moments = new Set<number>([from]);
  for (const stage of stages) {
    moments.add(stage.from.getTime());
    for (const { notBefore, notAfter } of concerned(question.pool, stage)) {
      // RFC 5280 section 4.1.2.5 counts whole seconds, and the last one as valid.
      moments.add(Math.ceil(notBefore.getTime() / 1000) * 1000);
      moments.add(Math.floor(notAfter.getTime() / 1000) * 1000 + 1000);
    }
  }
  return [...moments].filter((at) => at >= from && at < until).sort((left, right) => left - right);
}

/** The certificates whose dates can matter: those served, and those of the pool that can stand above them. */
function concerned(pool: TrustPool, { serves }: TimelineStage): Iterable<Certificate> {
  const known = knownCertificates(pool);
  if (serves.kind === "root") return known.filter(({ sha256 }) => sha256 === serves.root.sha256);
  return withPossibleAncestors(serves.certificates, known);
}
