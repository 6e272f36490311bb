/**
 * Certificate policies (RFC 5280 6.1.2-6.1.5) with the policy graph of RFC 9618, whose size stays linear where
 * the tree of RFC 5280 grows without bound. Outcomes are the same.
 */
import type { Oid } from "../der/oid.js";
import { type Certificate, isSelfIssued } from "../x509/certificate.js";

export const anyPolicy: Oid = "2.5.29.32.0";

/** The inputs of RFC 5280 6.1.1 (c), (e), (f), (g). */
export interface PolicyRequest {
  /** Policies the caller accepts; undefined means any. */
  readonly acceptable?: readonly Oid[];
  readonly explicitPolicyRequired?: boolean;
  readonly mappingInhibited?: boolean;
  readonly anyPolicyInhibited?: boolean;
}

export type PolicyOutcome =
  | { readonly ok: true; readonly policies: readonly Oid[] }
  /** Position in the path of the certificate where it went wrong. */
  | {
      readonly ok: false;
      readonly position: number;
      readonly fault: "no-valid-policy" | "mapping-of-any-policy";
    };

interface PolicyNode {
  readonly policy: Oid;
  expected: readonly Oid[];
  readonly parents: readonly PolicyNode[];
}

type Level = Map<Oid, PolicyNode>;

/** Runs over a path that starts below the anchor and ends with the target. */
export function checkPolicies(path: readonly Certificate[], request: PolicyRequest): PolicyOutcome {
  const run = new PolicyRun(path.length, request);
  for (const [position, certificate] of path.entries()) {
    const isTarget = position === path.length - 1;
    run.process(certificate, isTarget);
    if (run.isUnsatisfied()) return { ok: false, position, fault: "no-valid-policy" };
    if (isTarget) break;
    if (mapsAnyPolicy(certificate)) return { ok: false, position, fault: "mapping-of-any-policy" };
    run.prepareForNext(certificate);
  }
  const target = path.at(-1);
  if (target !== undefined) run.wrapUp(target);
  const policies = run.constrainedPolicies();
  if (run.isUnsatisfied() || (run.explicitPolicy === 0 && policies.length === 0)) {
    return { ok: false, position: path.length - 1, fault: "no-valid-policy" };
  }
  return { ok: true, policies };
}

/** RFC 5280 6.1.4 (a). */
function mapsAnyPolicy(certificate: Certificate): boolean {
  const mappings = certificate.extensions.policyMappings ?? [];
  return mappings.some(
    (mapping) => mapping.issuerDomain === anyPolicy || mapping.subjectDomain === anyPolicy,
  );
}

/** The state variables of RFC 5280 6.1.2. Levels undefined is a NULL graph. */
class PolicyRun {
  explicitPolicy: number;
  #mapping: number;
  #inhibitAny: number;
  #levels: Level[] | undefined;
  readonly #acceptable: readonly Oid[] | undefined;

  constructor(length: number, request: PolicyRequest) {
    const never = length + 1;
    this.explicitPolicy = request.explicitPolicyRequired ? 0 : never;
    this.#mapping = request.mappingInhibited ? 0 : never;
    this.#inhibitAny = request.anyPolicyInhibited ? 0 : never;
    this.#acceptable = request.acceptable?.includes(anyPolicy) ? undefined : request.acceptable;
    this.#levels = [new Map([[anyPolicy, { policy: anyPolicy, expected: [anyPolicy], parents: [] }]])];
  }

  isUnsatisfied(): boolean {
    return this.explicitPolicy === 0 && this.#levels === undefined;
  }

  /** RFC 5280 6.1.3 (d)-(e). */
  process(certificate: Certificate, isTarget: boolean): void {
    const stated = certificate.extensions.certificatePolicies;
    const previous = this.#levels?.at(-1);
    if (stated === undefined || previous === undefined) {
      this.#levels = undefined;
      return;
    }
    const expecting = indexByExpected(previous);
    const level: Level = new Map();
    for (const policy of stated) {
      if (policy === anyPolicy || level.has(policy)) continue;
      const any = previous.get(anyPolicy);
      const parents = expecting.get(policy) ?? (any === undefined ? undefined : [any]);
      if (parents !== undefined) level.set(policy, { policy, expected: [policy], parents });
    }
    const anyCounts = this.#inhibitAny > 0 || (!isTarget && isSelfIssued(certificate));
    if (stated.includes(anyPolicy) && anyCounts) {
      for (const [policy, parents] of expecting) {
        if (!level.has(policy)) level.set(policy, { policy, expected: [policy], parents });
      }
    }
    this.#levels?.push(level);
    this.#prune();
  }

  /** RFC 5280 6.1.4 (b), (h)-(j). */
  prepareForNext(certificate: Certificate): void {
    this.#map(certificate);
    if (!isSelfIssued(certificate)) {
      this.explicitPolicy = decreased(this.explicitPolicy);
      this.#mapping = decreased(this.#mapping);
      this.#inhibitAny = decreased(this.#inhibitAny);
    }
    const { policyConstraints, inhibitAnyPolicy } = certificate.extensions;
    this.explicitPolicy = Math.min(this.explicitPolicy, policyConstraints?.requireExplicitPolicy ?? Infinity);
    this.#mapping = Math.min(this.#mapping, policyConstraints?.inhibitPolicyMapping ?? Infinity);
    this.#inhibitAny = Math.min(this.#inhibitAny, inhibitAnyPolicy ?? Infinity);
  }

  /** RFC 5280 6.1.5 (a)-(b). */
  wrapUp(target: Certificate): void {
    this.explicitPolicy = decreased(this.explicitPolicy);
    if (target.extensions.policyConstraints?.requireExplicitPolicy === 0) this.explicitPolicy = 0;
  }

  /** RFC 9618 6.1.5 (g): policies whose chain starts at anyPolicy, limited to what the caller accepts. */
  constrainedPolicies(): readonly Oid[] {
    const policies = new Set<Oid>();
    for (const level of this.#levels ?? []) {
      for (const { policy, parents } of level.values()) {
        if (policy !== anyPolicy && parents.some((parent) => parent.policy === anyPolicy))
          policies.add(policy);
      }
    }
    const endsInAny = this.#levels?.at(-1)?.has(anyPolicy) === true;
    if (this.#acceptable === undefined) return endsInAny ? [...policies, anyPolicy] : [...policies];
    return this.#acceptable.filter((policy) => endsInAny || policies.has(policy));
  }

  #map(certificate: Certificate): void {
    const level = this.#levels?.at(-1);
    const mappings = certificate.extensions.policyMappings;
    if (level === undefined || mappings === undefined) return;
    for (const [policy, subjects] of groupMappings(mappings)) {
      const node = level.get(policy);
      if (this.#mapping === 0) level.delete(policy);
      else if (node !== undefined) node.expected = subjects;
      else {
        const any = level.get(anyPolicy);
        if (any !== undefined) level.set(policy, { policy, expected: subjects, parents: any.parents });
      }
    }
    this.#prune();
  }

  /** Removes nodes without children, from the last level but one upwards (RFC 5280 6.1.3 d 3). */
  #prune(): void {
    const levels = this.#levels;
    if (levels === undefined) return;
    for (let depth = levels.length - 2; depth >= 0; depth--) {
      const used = new Set<PolicyNode>();
      for (const node of levels[depth + 1]?.values() ?? [])
        for (const parent of node.parents) used.add(parent);
      const level = levels[depth] as Level;
      for (const [policy, node] of level) if (!used.has(node)) level.delete(policy);
    }
    if (levels.at(-1)?.size === 0) this.#levels = undefined;
  }
}

function indexByExpected(level: Level): Map<Oid, PolicyNode[]> {
  const index = new Map<Oid, PolicyNode[]>();
  for (const node of level.values()) {
    for (const policy of node.expected) {
      const known = index.get(policy);
      if (known === undefined) index.set(policy, [node]);
      else known.push(node);
    }
  }
  return index;
}

function groupMappings(mappings: Certificate["extensions"]["policyMappings"] & object): Map<Oid, Oid[]> {
  const groups = new Map<Oid, Set<Oid>>();
  for (const { issuerDomain, subjectDomain } of mappings) {
    const group = groups.get(issuerDomain);
    if (group === undefined) groups.set(issuerDomain, new Set([subjectDomain]));
    else group.add(subjectDomain);
  }
  return new Map([...groups].map(([policy, subjects]) => [policy, [...subjects]]));
}

function decreased(counter: number): number {
  return counter > 0 ? counter - 1 : 0;
}
