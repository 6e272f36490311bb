/**
 * Reads one case of the limbo format (its JSON schema, with the defaults there). A field that is missing or null
 * has its default; one that holds something else than it should makes the case unanswerable, and no other.
 */
import type { LimboPeerName, LimboQuestion } from "./limbo-case.js";

export interface LimboCase extends LimboQuestion {
  readonly id: string;
  readonly expected_result: "SUCCESS" | "FAILURE";
  readonly conflicts_with: readonly string[];
}

/** Throws when it is not said what the case is called or what is expected of it; `place` counts from 1. */
export function readLimboCase(given: unknown, place: number): LimboCase {
  const fields = new Fields(isRecord(given) ? given : {});
  const id = fields.one("id", isString, "");
  const expected_result = fields.one("expected_result", isExpectation, undefined);
  if (fields.unreadable !== undefined || id === "" || expected_result === undefined) {
    throw new Error(`test case ${place} has no "id" or no "expected_result" of SUCCESS or FAILURE`);
  }
  const question = {
    id,
    expected_result,
    conflicts_with: fields.list("conflicts_with", isString),
    validation_kind: fields.one("validation_kind", isKind, "SERVER"),
    trusted_certs: fields.list("trusted_certs", isString),
    untrusted_intermediates: fields.list("untrusted_intermediates", isString),
    peer_certificate: fields.one("peer_certificate", isString, ""),
    validation_time: fields.one("validation_time", isString, null),
    signature_algorithms: fields.list("signature_algorithms", isString),
    key_usage: fields.list("key_usage", isString),
    extended_key_usage: fields.list("extended_key_usage", isString),
    expected_peer_name: fields.one("expected_peer_name", isPeerName, null),
    expected_peer_names: fields.list("expected_peer_names", isPeerName),
    max_chain_depth: fields.one("max_chain_depth", isCount, null),
    crls: fields.list("crls", isString),
  };
  return { ...question, ...(fields.unreadable !== undefined && { unreadable: fields.unreadable }) };
}

/** The fields of a case, with a note of the first that cannot be read. */
class Fields {
  unreadable: string | undefined = undefined;

  constructor(private readonly given: Record<string, unknown>) {}

  one<T, D>(name: string, isFit: (value: unknown) => value is T, absent: D): T | D {
    const value = this.given[name] ?? undefined;
    if (value === undefined || isFit(value)) return value ?? absent;
    this.unreadable ??= name;
    return absent;
  }

  list<T>(name: string, isFit: (value: unknown) => value is T): readonly T[] {
    return this.one(name, (value): value is T[] => Array.isArray(value) && value.every(isFit), []);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isExpectation(value: unknown): value is "SUCCESS" | "FAILURE" {
  return value === "SUCCESS" || value === "FAILURE";
}

function isKind(value: unknown): value is "SERVER" | "CLIENT" {
  return value === "SERVER" || value === "CLIENT";
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value);
}

function isPeerName(value: unknown): value is LimboPeerName {
  if (!isRecord(value)) return false;
  const { kind, value: text } = value;
  return isString(text) && (kind === "DNS" || kind === "IP" || kind === "RFC822");
}
