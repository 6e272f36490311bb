import { describe, expect, it } from "vitest";
import * as der from "../testing/der-writer.js";
import {
  type CertificateOrder,
  ecKeys,
  extension,
  type IssuedCertificate,
  issueCertificate,
} from "../testing/issue-certificate.js";
import { type Certificate, readCertificate } from "../x509/certificate.js";
import { rfc5280Platform } from "./platform.js";
import type { PathRequest } from "./request.js";
import { validatePath, validPaths } from "./validate.js";

const at = new Date("2026-01-01T00:00:00Z");

function read(issued: IssuedCertificate): Certificate {
  const result = readCertificate(issued.der);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

function ask(
  target: IssuedCertificate,
  intermediates: readonly IssuedCertificate[],
  anchors: readonly IssuedCertificate[],
) {
  const platform = { ...rfc5280Platform, anchorConstraintsCount: true };
  const request: PathRequest = {
    target: read(target),
    intermediates: intermediates.map(read),
    anchors: anchors.map(read),
    at,
    purpose: "any",
    platform,
  };
  return { request, verdict: validatePath(request) };
}

/** `size` authorities, each of which has signed each other one: size * (size - 1) certificates. */
function web(size: number): {
  readonly authorities: IssuedCertificate[];
  readonly crossSigned: IssuedCertificate[];
} {
  const authorities = Array.from({ length: size }, (_, i) =>
    issueCertificate({ subject: `CN=Authority ${i}` }),
  );
  const crossSigned = authorities.flatMap((subject) =>
    authorities
      .filter((issuer) => issuer !== subject)
      .map((issuer) => issueCertificate({ subject: subject.subject, keys: subject, issuer })),
  );
  return { authorities, crossSigned };
}

function leafBelow(issuer: IssuedCertificate, order: Partial<CertificateOrder> = {}): IssuedCertificate {
  return issueCertificate({ subject: "CN=leaf", issuer, role: "end-entity", ...order });
}

const ipRange = (i: number): der.Bytes =>
  der.sequence(der.element(0x87, Uint8Array.of(10, i >> 8, i & 255, 0, 255, 255, 255, 0)));
const host = (i: number): der.Bytes => der.element(0x82, Buffer.from(`host-${i}.example.com`));
const domain = (i: number): der.Bytes =>
  der.sequence(der.element(0x82, Buffer.from(`domain-${i}.example.net`)));

describe("a web of 5,000 cross-signed certificates", () => {
  const { authorities, crossSigned } = web(71);
  const root = issueCertificate({ subject: "CN=Root" });
  const leaf = leafBelow(authorities[0]!);

  it("is given up within the budget when no root is in the pool", () => {
    const { verdict } = ask(leaf, crossSigned, [root]);
    expect(crossSigned.length).toBeGreaterThan(4900);
    expect(verdict).toMatchObject({ ok: false, failure: { failure: { code: "chain/budget-exhausted" } } });
  });

  it("still gives the short way out when there is one", () => {
    const way = issueCertificate({ subject: authorities[70]!.subject, keys: authorities[70]!, issuer: root });
    const { verdict } = ask(leaf, [...crossSigned, way], [root]);
    expect(verdict.ok && verdict.value.path.map(({ version }) => version)).toEqual([3, 3, 3, 3]);
  });

  it("gives all paths on demand and stops", () => {
    const ways = authorities
      .slice(0, 5)
      .map((keys) => issueCertificate({ subject: keys.subject, keys, issuer: root }));
    const { request } = ask(leaf, [...crossSigned, ...ways], [root]);
    const found = [...validPaths(request)];
    expect(found.length).toBeGreaterThanOrEqual(5);
    expect(new Set(found.map(({ path }) => path.map(({ sha256 }) => sha256).join())).size).toBe(found.length);
  });
});

describe("many authorities of one name", () => {
  const root = issueCertificate({ subject: "CN=Root" });
  const namesakes = Array.from({ length: 1500 }, () =>
    issueCertificate({ subject: "CN=Same", issuer: root }),
  );

  it("are told apart by key identifier", () => {
    const { verdict } = ask(leafBelow(namesakes[1234]!), namesakes, [root]);
    expect(verdict.ok).toBe(true);
  });

  it("are not all tried when none has signed", () => {
    const stranger = issueCertificate({ subject: "CN=Same" });
    const { verdict } = ask(leafBelow(stranger), namesakes, [root]);
    expect(verdict).toMatchObject({ ok: false, failure: { failure: { code: "chain/budget-exhausted" } } });
  });
});

describe("very many names", () => {
  const names = (count: number): der.Bytes =>
    extension("2.5.29.17", "not-critical", der.sequence(...Array.from({ length: count }, (_, i) => host(i))));
  const constraints = (trees: readonly der.Bytes[]): der.Bytes =>
    extension("2.5.29.30", "critical", der.sequence(der.element(0xa1, ...trees)));

  it("under 10,000 constraints are refused in a plain code", () => {
    const trees = Array.from({ length: 10_000 }, (_, i) => domain(i));
    const root = issueCertificate({ subject: "CN=Root", extensions: [constraints(trees)] });
    const { verdict } = ask(leafBelow(root, { extensions: [names(10_000)] }), [], [root]);
    expect(verdict).toMatchObject({
      ok: false,
      failure: { failure: { code: "chain/budget-exhausted", resource: "nameComparisons" } },
    });
  });

  it("under 10,000 constraints of another kind are accepted", () => {
    const trees = Array.from({ length: 10_000 }, (_, i) => ipRange(i));
    const root = issueCertificate({ subject: "CN=Root", extensions: [constraints(trees)] });
    const { verdict } = ask(leafBelow(root, { extensions: [names(10_000)] }), [], [root]);
    expect(verdict.ok).toBe(true);
  });
});

describe("oversized lists", () => {
  it("of extensions make a certificate unreadable", () => {
    const extensions = Array.from({ length: 300 }, (_, i) =>
      extension(`1.3.6.1.4.1.55738.${i}`, "not-critical", der.nothing()),
    );
    const result = readCertificate(issueCertificate({ subject: "CN=Root", extensions }).der);
    expect(result).toMatchObject({ ok: false, failure: { code: "der/too-many-elements" } });
  });

  it("of policies make the extension malformed, not the certificate", () => {
    const policies = Array.from({ length: 300 }, (_, i) => der.sequence(der.oid(`1.3.6.1.4.1.55738.${i}`)));
    const extensions = [extension("2.5.29.32", "not-critical", der.sequence(...policies))];
    const result = readCertificate(issueCertificate({ subject: "CN=Root", extensions }).der);
    expect(result).toMatchObject({
      ok: true,
      value: { defects: [{ code: "certificate/extension-malformed", oid: "2.5.29.32" }] },
    });
  });
});

describe("a very long chain", () => {
  it("beyond the budget's path length is refused", () => {
    const root = issueCertificate({ subject: "CN=Root" });
    const chain = [root];
    for (let i = 0; i < 60; i++) {
      chain.push(issueCertificate({ subject: `CN=CA ${i}`, issuer: chain.at(-1)!, keys: ecKeys() }));
    }
    expect(ask(leafBelow(chain[40]!), chain.slice(1), [root]).verdict.ok).toBe(true);
    expect(ask(leafBelow(chain[60]!), chain.slice(1), [root]).verdict.ok).toBe(false);
  });
});
