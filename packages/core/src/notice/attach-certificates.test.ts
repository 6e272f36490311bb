import { describe, expect, test } from "vitest";
import { attachCertificates } from "./attach-certificates.js";
import { committedNotice, readNoticeFile } from "./testing/committed-notice.js";

const notice = committedNotice();

test("every certificate of FN72290 is what the notice says of it", () => {
  const attached = attachCertificates(notice, readNoticeFile);
  if (!attached.ok) throw new Error(JSON.stringify(attached.failure));
  const { retiredRoots, requiredRoots, otherRoots, signerRoots } = attached.value;
  expect([...retiredRoots, ...requiredRoots, ...otherRoots].every(({ pem }) => pem?.includes("BEGIN"))).toBe(
    true,
  );
  expect(signerRoots.map(({ pem }) => pem !== null)).toEqual([true, false]);
});

describe("a notice and its certificates that do not agree", () => {
  const identrust = readNoticeFile("certificates/identrust-commercial-root-ca-1.pem") ?? "";

  test("a file that is not there", () => {
    expect(attachCertificates(notice, () => undefined)).toEqual({
      ok: false,
      failure: { code: "notice/certificate-missing", file: "certificates/quovadis-root-ca-2.pem" },
    });
  });

  test.each(["", "no certificate", identrust.slice(0, 400), identrust + identrust])(
    "a file that is not one certificate",
    (text) => {
      expect(attachCertificates(notice, () => text)).toMatchObject({
        failure: { code: "notice/certificate-unreadable" },
      });
    },
  );

  test("another root's certificate", () => {
    expect(attachCertificates(notice, () => identrust)).toEqual({
      ok: false,
      failure: {
        code: "notice/certificate-differs",
        file: "certificates/quovadis-root-ca-2.pem",
        field: "sha256",
        inNotice: notice.retiredRoots[0]?.sha256,
        inCertificate: notice.requiredRoots[0]?.sha256,
      },
    });
  });

  test.each(["serial", "notBefore", "notAfter", "subject", "commonName"] as const)(
    "a %s that is not the certificate's",
    (field) => {
      const [root] = notice.retiredRoots;
      if (!root) throw new Error("no retired root");
      const wrong = { ...notice, retiredRoots: [{ ...root, [field]: "x" }] };
      expect(attachCertificates(wrong, readNoticeFile)).toMatchObject({
        failure: { code: "notice/certificate-differs", field, inNotice: "x" },
      });
    },
  );
});
