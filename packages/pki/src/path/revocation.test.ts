import { expect, it } from "vitest";
import { readRevocationList } from "../crl/crl.js";
import * as der from "../testing/der-writer.js";
import { extension, issueCertificate, signatureAlgorithm, signWith } from "../testing/issue-certificate.js";
import { readCertificate } from "../x509/certificate.js";
import { rfc5280Platform } from "./platform.js";
import { validatePath } from "./validate.js";

const root = issueCertificate({ subject: "CN=Root" });
const leaf = issueCertificate({ subject: "CN=Leaf", issuer: root, role: "end-entity" });

/** A complete list of the root, with or without the leaf in it. */
function list(number: number, thisUpdate: string, revoked: readonly bigint[]): Uint8Array {
  const entries = revoked.map((serial) =>
    der.sequence(der.integer(serial), der.time(new Date("2025-01-01T00:00:00Z"))),
  );
  const toBeSigned = der.sequence(
    der.integer(1),
    signatureAlgorithm("ecdsa-sha256"),
    der.name("CN=Root"),
    der.time(new Date(thisUpdate)),
    der.time(new Date("2030-01-01T00:00:00Z")),
    ...(entries.length > 0 ? [der.sequence(...entries)] : []),
    der.context(0, der.sequence(extension("2.5.29.20", "not-critical", der.integer(number)))),
  );
  const signature = signWith("ecdsa-sha256", root.privateKey, toBeSigned);
  return der.sequence(toBeSigned, signatureAlgorithm("ecdsa-sha256"), der.bits(signature));
}

function verdict(lists: readonly Uint8Array[]): string {
  const answer = validatePath({
    target: must(readCertificate(leaf.der)),
    intermediates: [],
    anchors: [must(readCertificate(root.der))],
    crls: lists.map((bytes) => must(readRevocationList(bytes))),
    at: new Date("2026-01-01T00:00:00Z"),
    purpose: "any",
    platform: rfc5280Platform,
  });
  return answer.ok ? "valid" : answer.failure.failure.code;
}

function must<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new Error("the test's own input cannot be read");
  return result.value;
}

it.each([
  ["later", list(1, "2025-06-01T00:00:00Z", []), list(2, "2025-07-01T00:00:00Z", [leaf.serial])],
  ["higher in number", list(9, "2025-06-01T00:00:00Z", []), list(10, "2025-06-01T00:00:00Z", [leaf.serial])],
])("of two lists the one %s holds, in whatever order they are given", (_, older, newer) => {
  expect([verdict([older, newer]), verdict([newer, older])]).toEqual(["chain/revoked", "chain/revoked"]);
});

it("what a later list no longer names is released", () => {
  const hold = list(1, "2025-06-01T00:00:00Z", [leaf.serial]);
  const released = list(2, "2025-07-01T00:00:00Z", []);
  expect([verdict([hold]), verdict([hold, released]), verdict([released, hold])]).toEqual([
    "chain/revoked",
    "valid",
    "valid",
  ]);
});
