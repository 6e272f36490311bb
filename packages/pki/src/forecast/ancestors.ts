/** Who may stand above a certificate, by name alone. */
import type { Certificate } from "../x509/certificate.js";
import { nameKey } from "../x509/name.js";

/** These certificates and, of the candidates, every one that names lead to from them. */
export function withPossibleAncestors(
  certificates: readonly Certificate[],
  candidates: readonly Certificate[],
): ReadonlySet<Certificate> {
  const bySubject = new Map<string, Certificate[]>();
  for (const candidate of candidates) {
    const key = nameKey(candidate.subject);
    const namesakes = bySubject.get(key);
    if (namesakes) namesakes.push(candidate);
    else bySubject.set(key, [candidate]);
  }
  const found = new Set(certificates);
  // A set is iterated in order of insertion, additions included: this climbs to the top.
  for (const { issuer } of found) for (const above of bySubject.get(nameKey(issuer)) ?? []) found.add(above);
  return found;
}
