/**
 * Climbs from the target towards the pool within a budget. A candidate is checked before its
 * signature is, and its signature before anything above it is looked at, so that most wrong turns end at
 * once; no certificate, and no pair of name and key, appears twice in a path (RFC 4158 2.4.2).
 */
import type { RevocationList } from "../crl/crl.js";
import { sameBytes } from "../der/hex.js";
import { type Certificate, isSelfIssued } from "../x509/certificate.js";
import { isEmptyName, sameName } from "../x509/name.js";
import type { PublicKey } from "../x509/public-key.js";
import {
  checkIssuedBy,
  checkSignature,
  isSignatureRemembered,
  withInheritedParameters,
} from "../x509/signature.js";
import type { Spending } from "./budget.js";
import { checkIssuer, countIntermediates } from "./certificate-checks.js";
import type { PathFailure, TriedPath } from "./failure.js";
import { type Candidate, type IssuerIndex, keyIdentifiersDiffer } from "./issuer-index.js";
import type { PathRequest } from "./request.js";

export interface Search {
  readonly request: PathRequest;
  readonly index: IssuerIndex;
  /** Newest first. */
  readonly lists: readonly RevocationList[];
  readonly spending: Spending;
}

/**
 * Paths (target first, anchor last) on which no certificate and no signature is wrong. The likeliest step is
 * taken first wherever it is, so that in a web of cross-signatures, where most directions lead on forever and
 * few lead out, the budget is not spent on the first direction.
 */
export function* findPaths(search: Search, target: Certificate): Generator<readonly Certificate[]> {
  const open = new OpenSteps();
  open.addAll(search, [target]);
  for (let step = open.take(); step !== undefined; step = open.take()) {
    const { path, candidate } = step;
    if (checkCandidate(search, path, candidate) !== undefined) continue;
    const longer = [...path, candidate.certificate];
    if (candidate.role === "anchor") yield longer;
    else open.addAll(search, longer);
  }
}

/**
 * For when there is no path: climbs on over what is wrong, collecting it, to learn where each path would have
 * ended. `failures` is what is wrong with the path so far.
 */
export function* explorePaths(
  search: Search,
  path: readonly Certificate[],
  failures: readonly PathFailure[],
): Generator<TriedPath> {
  let climbed = false;
  for (const candidate of candidatesAbove(search, path)) {
    const failure = checkCandidate(search, path, candidate);
    const isStranger =
      failure?.code === "chain/signature-invalid" &&
      keyIdentifiersDiffer(path.at(-1)!, candidate.certificate);
    if (isStranger) continue;
    climbed = true;
    const longer = [...path, candidate.certificate];
    const all = failure === undefined ? failures : [...failures, failure];
    const [first, ...rest] = all;
    if (candidate.role === "intermediate") yield* explorePaths(search, longer, all);
    else if (first !== undefined) yield { path: longer, endsInPool: true, failures: [first, ...rest] };
  }
  if (!climbed) yield { path, endsInPool: false, failures: [deadEnd(path), ...failures] };
}

interface Step {
  readonly path: readonly Certificate[];
  readonly candidate: Candidate;
}

/** Steps not taken yet: into the pool, next to it, elsewhere, and those the key identifiers speak against. */
class OpenSteps {
  readonly #queues: readonly [Step[], Step[], Step[], Step[]] = [[], [], [], []];
  readonly #taken = [0, 0, 0, 0];

  addAll(search: Search, path: readonly Certificate[]): void {
    const child = path.at(-1) as Certificate;
    for (const candidate of candidatesAbove(search, path)) {
      this.#queues[unlikelihood(search.index, child, candidate)].push({ path, candidate });
    }
  }

  take(): Step | undefined {
    for (const [i, queue] of this.#queues.entries()) {
      const next = this.#taken[i] as number;
      if (next === queue.length) continue;
      this.#taken[i] = next + 1;
      return queue[next];
    }
    return undefined;
  }
}

function unlikelihood(
  index: IssuerIndex,
  child: Certificate,
  { certificate, role }: Candidate,
): 0 | 1 | 2 | 3 {
  if (keyIdentifiersDiffer(child, certificate)) return 3;
  if (role === "anchor") return 0;
  return index.mayBeBelowAnchor(certificate) ? 1 : 2;
}

function* candidatesAbove(
  { request, index, spending }: Search,
  path: readonly Certificate[],
): Generator<Candidate> {
  const child = path.at(-1) as Certificate;
  if (path.length > spending.budget.pathLength + 1 || isEmptyName(child.issuer)) return;
  if (spending.exhausted === "steps") return;
  for (const candidate of index.issuersOf(child, request.at)) {
    if (!spending.take("steps")) return;
    if (!repeats(path, candidate)) yield candidate;
  }
}

/**
 * The target does not count as a pair of name and key: its issuer may have both in common with it, as where a
 * CA issues to itself. Nor does an anchor lead anywhere again.
 */
function repeats(path: readonly Certificate[], { certificate, role }: Candidate): boolean {
  return path.some(
    (member, position) =>
      sameBytes(member.der, certificate.der) ||
      (position > 0 && role === "intermediate" && hasSameNameAndKey(member, certificate)),
  );
}

function hasSameNameAndKey(a: Certificate, b: Certificate): boolean {
  return sameName(a.subject, b.subject) && sameBytes(a.publicKey.der, b.publicKey.der);
}

function checkCandidate(
  { request, spending }: Search,
  path: readonly Certificate[],
  { certificate, role, keyHolder }: Candidate,
): PathFailure | undefined {
  const limit = request.maxIntermediates ?? Number.POSITIVE_INFINITY;
  const added = role === "intermediate" && !isSelfIssued(certificate) ? 1 : 0;
  if (countIntermediates(path) + added > limit) return { code: "chain/too-many-intermediates", certificate };
  return (
    checkIssuer(certificate, role, path, request, spending) ??
    checkLink(path.at(-1) as Certificate, keyHolder, spending)
  );
}

/** RFC 5280 6.1.3 (a)(1). */
function checkLink(child: Certificate, keyHolder: Certificate, spending: Spending): PathFailure | undefined {
  // Without parameters of its own a DSA key is complete only in its path: settled when the path is.
  const { kind, algorithm } = keyHolder.publicKey;
  if (kind === "dsa" && algorithm.parameters === undefined) return undefined;
  if (!isSignatureRemembered(child, keyHolder) && !spending.take("signatureChecks")) {
    return { code: "chain/budget-exhausted", certificate: child, resource: "signatureChecks" };
  }
  return signatureFailure(child, checkIssuedBy(child, keyHolder));
}

/** Checks the signatures below DSA keys whose parameters come from further up. */
export function checkInheritedKeys(path: readonly Certificate[]): PathFailure | undefined {
  const keys = workingKeys(path);
  for (let i = path.length - 2; i >= 0; i--) {
    const key = keys[i + 1] as PublicKey;
    if (key === path[i + 1]?.publicKey) continue;
    const failure = signatureFailure(path[i] as Certificate, checkSignature(path[i] as Certificate, key));
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The keys of a path, each with the parameters it has there (RFC 5280 6.1.4 d-f). */
export function workingKeys(path: readonly Certificate[]): readonly PublicKey[] {
  const keys = path.map(({ publicKey }) => publicKey);
  for (let i = keys.length - 2; i >= 0; i--) {
    keys[i] = withInheritedParameters(keys[i] as PublicKey, keys[i + 1] as PublicKey);
  }
  return keys;
}

function signatureFailure(
  certificate: Certificate,
  verdict: "valid" | "invalid" | "unsupported",
): PathFailure | undefined {
  if (verdict === "valid") return undefined;
  const code = verdict === "invalid" ? "chain/signature-invalid" : "chain/signature-algorithm-unsupported";
  return { code, certificate };
}

/** The path found no issuer for its uppermost certificate. */
function deadEnd(path: readonly Certificate[]): PathFailure {
  const certificate = path.at(-1) as Certificate;
  const isTarget = path.length === 1 && !isSelfIssued(certificate);
  const code = isTarget ? "chain/issuer-not-found" : "chain/root-not-in-pool";
  return { code, certificate, issuer: certificate.issuer };
}
