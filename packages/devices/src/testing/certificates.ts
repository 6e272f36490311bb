/** Throw-away certificates made with the openssl command: an independent hand. For tests only. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface IssuedCertificate {
  readonly name: string;
  readonly pem: string;
  readonly key: string;
  readonly der: Uint8Array;
  /** Upper-case hexadecimal, as openssl prints it. */
  readonly sha256: string;
}

export class ThrowAwayCa {
  readonly #folder = mkdtempSync(join(tmpdir(), "throw-away-ca-"));

  root(name: string): IssuedCertificate {
    this.#openssl(
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -out ${name}.pem -days 3650 -subj /CN=${name} -addext basicConstraints=critical,CA:TRUE`,
    );
    return this.#read(name);
  }

  issue(name: string, issuer: IssuedCertificate, extension: string, days = 365): IssuedCertificate {
    writeFileSync(join(this.#folder, `${name}.ext`), extension);
    this.#openssl(
      `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`,
    );
    this.#openssl(
      `x509 -req -in ${name}.csr -CA ${issuer.name}.pem -CAkey ${issuer.name}.key -CAcreateserial -out ${name}.pem -days ${days} -extfile ${name}.ext`,
    );
    return this.#read(name);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #read(name: string): IssuedCertificate {
    this.#openssl(`x509 -in ${name}.pem -outform DER -out ${name}.der`);
    const printed = this.#openssl(`x509 -in ${name}.pem -noout -fingerprint -sha256`);
    const read = (extension: string) => readFileSync(join(this.#folder, `${name}.${extension}`));
    return {
      name,
      pem: read("pem").toString(),
      key: read("key").toString(),
      der: new Uint8Array(read("der")),
      sha256: printed.trim().split("=")[1]?.replaceAll(":", "") ?? "",
    };
  }

  #openssl(command: string): string {
    return execFileSync("openssl", command.split(" "), {
      cwd: this.#folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  }
}
