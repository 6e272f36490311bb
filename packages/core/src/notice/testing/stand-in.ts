/** Throw-away roots made by the openssl command, as a lab would present them. */
import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";

export interface StandInRoot {
  readonly pem: string;
  readonly sha256: string;
  readonly sha1: string;
}

/** @param subject in openssl's form, such as `/C=BM/O=QuoVadis Limited/CN=QuoVadis Root CA 2 (LAB 7f3a)`. */
export function standInRoot(subject: string, serial: string): StandInRoot {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "/dev/null"];
  const fixed = ["-subj", subject, "-set_serial", `0x${serial}`, "-days", "30"];
  const pem = execFileSync("openssl", ["req", "-x509", ...key, ...fixed], {
    encoding: "utf8",
    stdio: "pipe",
  });
  const { raw } = new X509Certificate(pem);
  const digest = (name: string) => createHash(name).update(raw).digest("hex").toUpperCase();
  return { pem, sha256: digest("sha256"), sha1: digest("sha1") };
}
