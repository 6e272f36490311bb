/**
 * The lab's certificate authorities: stand-ins for the roots of a notice, and what they issue. Fresh keys each run.
 *
 * TLS in Node has no date argument, so each lab certificate exists in two forms with one key, one name and one serial
 * number: one with calendar dates, which is printed, held in pools and served to outside clients, and one that is
 * always valid, which emulated routers see. OpenSSL decides path and name on the second; the first is compared with
 * the router's clock.
 */
import { generateKeyPair, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Imitated, StandInRole } from "../options.js";
import { certificateFromPem, commonName, type EmulatedCertificate, type Name } from "./certificate.js";
import { TAG } from "./der.js";
import { type CertificateParts, issueCertificate } from "./issue.js";

/** One certificate in its two forms. */
export interface TwinCertificate {
  readonly calendar: EmulatedCertificate;
  readonly alwaysValid: EmulatedCertificate;
}

export interface Authority extends TwinCertificate {
  readonly key: KeyObject;
}

/** A server's chain, leaf first, without its root. */
export interface ServerChain {
  readonly key: KeyObject;
  readonly chain: readonly TwinCertificate[];
  readonly root: TwinCertificate;
}

export interface BundleSigner {
  readonly key: KeyObject;
  readonly certificate: EmulatedCertificate;
  readonly root: EmulatedCertificate;
}

export class ThrowAwayCa {
  readonly labId: string;
  readonly standIns: Readonly<Record<StandInRole, Authority>>;
  readonly bundleSigner: BundleSigner;
  readonly #issuing: Readonly<Record<"retired" | "required", Authority>>;
  readonly #twins: Map<string, TwinCertificate>;
  #customerSigner: BundleSigner | undefined;
  #inspection: Authority | undefined;

  private constructor(
    labId: string,
    standIns: Record<StandInRole, Authority>,
    issuing: Record<"retired" | "required", Authority>,
    bundleSigner: BundleSigner,
  ) {
    this.labId = labId;
    this.standIns = standIns;
    this.#issuing = issuing;
    this.bundleSigner = bundleSigner;
    this.#twins = new Map();
    for (const twin of [...Object.values(standIns), ...Object.values(issuing)]) this.#remember(twin);
  }

  static async create(imitated: Readonly<Record<StandInRole, Imitated>>): Promise<ThrowAwayCa> {
    const labId = randomBytes(2).toString("hex");
    // The real bundle signer and its root are RSA; for the rest the cheapest key that every client accepts will do.
    const [signerRootKey, signerKey] = await Promise.all([rsaKey(), rsaKey()]);
    const standIns = {
      retired: standIn(imitated.retired, labId, ecKey()),
      required: standIn(imitated.required, labId, ecKey()),
      signer: standIn(imitated.signer, labId, signerRootKey),
    };
    const issuing = {
      retired: issuingAuthority(standIns.retired, labId),
      required: issuingAuthority(standIns.required, labId),
    };
    return new ThrowAwayCa(labId, standIns, issuing, bundleSigner(standIns.signer, signerKey, labId));
  }

  /** A fresh server certificate for a host, under the issuing authority of one of the two roots. */
  issueServerChain(
    host: string,
    under: "retired" | "required" | "inspection",
    notBefore: Date,
    notAfter: Date,
  ): ServerChain {
    const issuer = under === "inspection" ? this.#inspectionAuthority() : this.#issuing[under];
    const key = ecKey();
    const leaf = twin({
      subject: [[attribute("2.5.4.10", `Lab cloud (LAB ${this.labId})`)], [attribute("2.5.4.3", host)]],
      issuer: issuer.calendar.subject,
      serialNumber: freshSerial(),
      notBefore,
      notAfter,
      subjectKey: key,
      issuerKey: issuer.key,
      use: { kind: "server", host },
    });
    this.#remember(leaf);
    if (under === "inspection") return { key, chain: [leaf], root: issuer };
    return { key, chain: [leaf, issuer], root: this.standIns[under] };
  }

  /** The authority of a proxy that opens TLS: no router's pool holds it. */
  #inspectionAuthority(): Authority {
    if (this.#inspection === undefined) {
      this.#inspection = standIn(INSPECTION, this.labId, ecKey());
      this.#remember(this.#inspection);
    }
    return this.#inspection;
  }

  /** A signer under a root that no router ships: what a customer-signed bundle carries. */
  get customerSigner(): BundleSigner {
    this.#customerSigner ??= customerSigner(this.labId);
    return this.#customerSigner;
  }

  /** Both forms of a certificate of this lab, by the SHA-256 of either; undefined for any other certificate. */
  twinOf(sha256: string): TwinCertificate | undefined {
    return this.#twins.get(sha256);
  }

  #remember(twin: TwinCertificate): void {
    this.#twins.set(twin.calendar.sha256, twin);
    this.#twins.set(twin.alwaysValid.sha256, twin);
  }
}

const ALWAYS = { notBefore: new Date("2000-01-01T00:00:00Z"), notAfter: new Date("9999-12-31T23:59:59Z") };

function twin(parts: CertificateParts): TwinCertificate {
  return { calendar: issueCertificate(parts), alwaysValid: issueCertificate({ ...parts, ...ALWAYS }) };
}

function standIn(imitated: Imitated, labId: string, key: KeyObject): Authority {
  const facts = factsOf(imitated);
  const name = labName(facts.subject, labId);
  const parts: CertificateParts = {
    subject: name,
    issuer: name,
    serialNumber: facts.serialNumber,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    subjectKey: key,
    issuerKey: key,
    use: { kind: "authority" },
  };
  return { ...twin(parts), key };
}

function issuingAuthority(root: Authority, labId: string): Authority {
  const key = ecKey();
  const rootName = commonName(root.calendar.subject) ?? "";
  const parts: CertificateParts = {
    subject: [
      [attribute("2.5.4.10", "Lab cloud")],
      [attribute("2.5.4.3", `Issuing CA of ${rootName.replace(` (LAB ${labId})`, "")} (LAB ${labId})`)],
    ],
    issuer: root.calendar.subject,
    serialNumber: freshSerial(),
    notBefore: root.calendar.notBefore,
    notAfter: root.calendar.notAfter,
    subjectKey: key,
    issuerKey: root.key,
    use: { kind: "authority" },
  };
  return { ...twin(parts), key };
}

function bundleSigner(root: Authority, key: KeyObject, labId: string): BundleSigner {
  const certificate = issueCertificate({
    subject: [
      ...root.calendar.subject.filter((rdn) => rdn.some((a) => a.type === "2.5.4.10")),
      [attribute("2.5.4.11", "Bundle Signing")],
      [attribute("2.5.4.3", `Trusted Root Store Signer (LAB ${labId})`)],
    ],
    issuer: root.calendar.subject,
    serialNumber: freshSerial(),
    notBefore: root.calendar.notBefore,
    notAfter: root.calendar.notAfter,
    subjectKey: key,
    issuerKey: root.key,
    use: { kind: "bundle-signer" },
  });
  return { key, certificate, root: root.calendar };
}

function customerSigner(labId: string): BundleSigner {
  return bundleSigner(standIn(CUSTOMER, labId, ecKey()), ecKey(), labId);
}

const OWN_AUTHORITY = {
  organization: "Customer",
  serialNumber: "01",
  notBefore: new Date("2015-01-01T00:00:00Z"),
  notAfter: new Date("2045-01-01T00:00:00Z"),
};
const CUSTOMER: Imitated = { ...OWN_AUTHORITY, commonName: "Customer Root CA" };
const INSPECTION: Imitated = { ...OWN_AUTHORITY, commonName: "Customer TLS Inspection CA" };

type Facts = Pick<EmulatedCertificate, "subject" | "serialNumber" | "notBefore" | "notAfter">;

function factsOf(imitated: Imitated): Facts {
  if ("pem" in imitated) return certificateFromPem(imitated.pem);
  const { commonName, organization, country, serialNumber, notBefore, notAfter } = imitated;
  const subject: Name = [
    ...(country === undefined ? [] : [[attribute("2.5.4.6", country)]]),
    ...(organization === undefined ? [] : [[attribute("2.5.4.10", organization)]]),
    [attribute("2.5.4.3", commonName)],
  ];
  return { subject, serialNumber, notBefore, notAfter };
}

/** The same name with ` (LAB xxxx)` after its common name, so that nobody takes it for the real one. */
function labName(name: Name, labId: string): Name {
  if (commonName(name) === undefined)
    throw new RangeError("a stand-in needs a certificate with a common name");
  return name.map((rdn) =>
    rdn.map((a) => (a.type === "2.5.4.3" ? { ...a, text: `${a.text} (LAB ${labId})` } : a)),
  );
}

function attribute(type: string, text: string) {
  // RFC 5280 appendix A: countryName is a PrintableString.
  return { type, tag: type === "2.5.4.6" ? TAG.printableString : TAG.utf8String, text };
}

function freshSerial(): string {
  return `4c${randomBytes(15).toString("hex")}`;
}

function ecKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

async function rsaKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey;
}
