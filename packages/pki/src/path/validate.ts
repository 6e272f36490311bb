/**
 * Would this platform, with this pool, accept this target at this moment? Path building (RFC 4158) and path
 * validation (RFC 5280 section 6) in one search. The clock, the pool and the lists are arguments.
 */
import { failed, type Result, success } from "../result.js";
import { type Certificate, isSelfIssued } from "../x509/certificate.js";
import { sameName } from "../x509/name.js";
import { defaultBudget, Spending } from "./budget.js";
import { checkTarget } from "./certificate-checks.js";
import { mostSpecific, type PathFailure, type TriedPath } from "./failure.js";
import { IssuerIndex } from "./issuer-index.js";
import { checkPolicies } from "./policies.js";
import type { NoPath, PathRequest, ValidPath } from "./request.js";
import { newestFirst, type RevocationQuestion, revocationFailure } from "./revocation.js";
import { checkInheritedKeys, explorePaths, findPaths, type Search, workingKeys } from "./search.js";

/** The first valid path, or the most specific reason why there is none and what was tried. */
export function validatePath(request: PathRequest): Result<ValidPath, NoPath> {
  const search = startSearch(request);
  const targetFailures = checkTarget(request.target, request);
  const tried: TriedPath[] = [];
  if (targetFailures.length === 0) {
    for (const valid of acceptedPaths(search, tried)) return success(valid);
  }
  return failed(explain(search, targetFailures, tried));
}

/** Every valid path, found as it is asked for; the budget is shared by all. Ends early when it is spent. */
export function* validPaths(request: PathRequest): Generator<ValidPath> {
  if (checkTarget(request.target, request).length > 0) return;
  yield* acceptedPaths(startSearch(request), []);
}

const triedAtMost = 32;
/** Steps for finding out why there is no path, which must not cost more than finding one. */
const stepsForReasons = 500;

function startSearch(request: PathRequest): Search {
  const { platform, anchors, intermediates, crls = [], budget } = request;
  const mayAnchor = platform.intermediateInPoolAnchors ? anchors : anchors.filter(isSelfIssued);
  const mayNot = platform.intermediateInPoolAnchors ? [] : anchors.filter((anchor) => !isSelfIssued(anchor));
  return {
    request,
    index: new IssuerIndex(mayAnchor, [...mayNot, ...intermediates]),
    lists: newestFirst(crls),
    spending: new Spending({ ...defaultBudget, ...budget }),
  };
}

function* acceptedPaths(search: Search, tried: TriedPath[]): Generator<ValidPath> {
  const { target } = search.request;
  if (isTargetInPool(search)) yield { path: [target], anchor: target, policies: [] };
  for (const path of findPaths(search, target)) {
    const outcome = checkWholePath(search, path);
    if (outcome.ok) yield outcome.value;
    else if (tried.length < triedAtMost) tried.push({ path, endsInPool: true, failures: [outcome.failure] });
  }
}

function isTargetInPool({ request, index }: Search): boolean {
  return request.platform.targetInPoolAccepted && index.holdsAnchor(request.target);
}

/** What can only be judged from anchor to target: inherited keys, policies, revocation. */
function checkWholePath(search: Search, path: readonly Certificate[]): Result<ValidPath, PathFailure> {
  const keyFailure = checkInheritedKeys(path);
  if (keyFailure !== undefined) return failed(keyFailure);
  const downwards = path.slice(0, -1).reverse();
  const outcome = checkPolicies(downwards, search.request.policies ?? {});
  if (!outcome.ok) {
    const certificate = downwards[outcome.position] ?? search.request.target;
    const isMapping = outcome.fault === "mapping-of-any-policy";
    return failed({
      code: isMapping ? "chain/any-policy-mapped" : "chain/policy-not-satisfied",
      certificate,
    });
  }
  const revoked = search.request.crls === undefined ? undefined : checkRevocation(search, path);
  if (revoked !== undefined) return failed(revoked);
  return success({ path, anchor: path.at(-1) as Certificate, policies: outcome.policies });
}

function checkRevocation(search: Search, path: readonly Certificate[]): PathFailure | undefined {
  return revocationFailure(path, revocationQuestion(search, path, new Set()));
}

function revocationQuestion(
  search: Search,
  path: readonly Certificate[],
  visiting: ReadonlySet<Certificate>,
): RevocationQuestion {
  const { at, platform } = search.request;
  return {
    lists: search.lists,
    at,
    keys: workingKeys(path),
    platform,
    spending: search.spending,
    signersNamed: (list) => search.index.named(list.issuer),
    isTrustedSigner: (signer, anchor) => hasTrustedPath(search, signer, anchor, visiting),
  };
}

/**
 * A path for a CRL's signer to the same anchor, none of it revoked. A signer whose own status is under question
 * may speak about itself: the list that would tell is its own.
 */
function hasTrustedPath(
  search: Search,
  signer: Certificate,
  anchor: Certificate,
  visiting: ReadonlySet<Certificate>,
): boolean {
  if (visiting.has(signer)) return true;
  const { serverName: _name, peerNames: _names, keyUsage: _usage, ...rest } = search.request;
  const request: PathRequest = { ...rest, target: signer, purpose: "any" };
  if (checkTarget(signer, request).length > 0) return false;
  const inner: Search = { ...search, request };
  for (const path of findPaths(inner, signer)) {
    if (!sameName((path.at(-1) as Certificate).subject, anchor.subject)) continue;
    const question = revocationQuestion(inner, path, new Set([...visiting, signer]));
    if (revocationFailure(path, question) === undefined) return true;
  }
  return false;
}

function explain(
  search: Search,
  targetFailures: readonly PathFailure[],
  whole: readonly TriedPath[],
): NoPath {
  const { request, spending } = search;
  const tried = [...whole];
  const budget = { ...spending.budget, steps: stepsForReasons };
  const exploring: Search = { ...search, spending: new Spending(budget) };
  const [first, ...rest] = targetFailures;
  if (first !== undefined && isTargetInPool(search)) {
    tried.push({ path: [request.target], endsInPool: true, failures: [first, ...rest] });
  }
  if (tried.length === 0) {
    for (const path of explorePaths(exploring, [request.target], targetFailures)) {
      tried.push(path);
      if (tried.length >= triedAtMost) break;
    }
  }
  if (spending.exhausted !== undefined) {
    const failure = {
      code: "chain/budget-exhausted",
      certificate: request.target,
      resource: spending.exhausted,
    } as const;
    return { failure, tried };
  }
  const best = mostSpecific(tried) as TriedPath;
  return { failure: best.failures[0], tried };
}
