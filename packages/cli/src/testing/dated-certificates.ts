/**
 * Throw-away certificates with dates of the test's choosing, made by the openssl command: an independent
 * hand. For tests only.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DatedCertificate {
  readonly name: string;
  readonly pem: string;
  readonly key: string;
  readonly der: Buffer;
  /** Upper-case hexadecimal, as openssl prints it. */
  readonly sha256: string;
  readonly sha1: string;
  /** Octets separated by colons, as routers print it. */
  readonly serial: string;
}

export interface CertificateOrder {
  /** Common name, and the name of its files. */
  readonly name: string;
  /** Absent for a root. */
  readonly issuer?: DatedCertificate;
  /** `YYYYMMDDHHMMSSZ`. */
  readonly from: string;
  readonly to: string;
  /** Lines of an openssl extension section. */
  readonly extensions: readonly string[];
}

export const CA = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];

export class DatedCertificates {
  readonly folder = mkdtempSync(join(tmpdir(), "dated-certificates-"));

  constructor() {
    writeFileSync(
      join(this.folder, "ca.cnf"),
      [
        "[ca]\ndefault_ca=this",
        "[this]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any",
        "unique_subject=no\n[any]\ncommonName=supplied\n",
      ].join("\n"),
    );
    writeFileSync(join(this.folder, "index.txt"), "");
    writeFileSync(join(this.folder, "serial"), "0A01\n");
  }

  issue({ name, issuer, from, to, extensions }: CertificateOrder): DatedCertificate {
    writeFileSync(join(this.folder, `${name}.ext`), extensions.join("\n"));
    this.#openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`); // biome-ignore format: one command
    const signer = issuer
      ? ["-cert", `${issuer.name}.pem`, "-keyfile", `${issuer.name}.key`]
      : ["-selfsign", "-keyfile", `${name}.key`];
    this.#openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-in", `${name}.csr`, "-out", `${name}.pem`,
      "-startdate", from, "-enddate", to, "-extfile", `${name}.ext`, ...signer); // biome-ignore format: one command
    return this.#read(name);
  }

  fileOf({ name }: DatedCertificate): string {
    return join(this.folder, `${name}.pem`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #read(name: string): DatedCertificate {
    this.#openssl("x509", "-in", `${name}.pem`, "-outform", "DER", "-out", `${name}.der`);
    const fingerprint = (hash: string) =>
      this.#openssl("x509", "-in", `${name}.pem`, "-noout", "-fingerprint", hash).trim().split("=")[1] ?? "";
    const serial =
      this.#openssl("x509", "-in", `${name}.pem`, "-noout", "-serial").trim().split("=")[1] ?? "";
    return {
      name,
      pem: readFileSync(join(this.folder, `${name}.pem`), "utf8"),
      key: readFileSync(join(this.folder, `${name}.key`), "utf8"),
      der: readFileSync(join(this.folder, `${name}.der`)),
      sha256: fingerprint("-sha256").replaceAll(":", ""),
      sha1: fingerprint("-sha1").replaceAll(":", ""),
      serial: serial.replace(/..(?=.)/g, "$&:"),
    };
  }

  #openssl(...args: readonly string[]): string {
    return execFileSync("openssl", args, {
      cwd: this.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}
