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
import { certificateFromPem, commonName, type EmulatedCertificate, type Name } from "./certificate.js";
import { TAG } from "./der.js";
import { type CertificateParts, issueCertificate } from "./issue.js";
import type { Imitated, LabAuthority, RootRole, StandInRole } from "./roles.js";

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

/** Roots beside the stand-ins: those that a pool may name, a proxy's that opens TLS, a customer's for its own bundles. */
export type OwnAuthority = LabAuthority | "inspection" | "customer";

/** Who signs a server's certificate: the n-th authority of a root, counted from 1, or a root of the lab's own. */
export type ServerIssuer =
  | { readonly role: RootRole; readonly number: number }
  | { readonly own: OwnAuthority };

export class ThrowAwayCa {
  readonly labId: string;
  readonly standIns: Readonly<Record<StandInRole, Authority>>;
  readonly bundleSigner: BundleSigner;
  readonly #twins = new Map<string, TwinCertificate>();
  /** The authorities under the two roots, each made when it is first needed, by root and number. */
  readonly #issuing = new Map<string, Authority>();
  /** Roots that are no stand-ins, and the bundle signers under them; each made when it is first needed. */
  readonly #own = new Map<OwnAuthority, Authority>();
  readonly #signers = new Map<OwnAuthority, BundleSigner>();

  private constructor(labId: string, standIns: Record<StandInRole, Authority>, bundleSigner: BundleSigner) {
    this.labId = labId;
    this.standIns = standIns;
    this.bundleSigner = bundleSigner;
    for (const twin of Object.values(standIns)) this.#remember(twin);
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
    return new ThrowAwayCa(labId, standIns, bundleSigner(standIns.signer, signerKey, labId));
  }

  /** A fresh server certificate for a host, under an authority of one of the two roots, or under another root itself. */
  issueServerChain(host: string, under: ServerIssuer, notBefore: Date, notAfter: Date): ServerChain {
    const issuer = "role" in under ? this.#issuingAuthority(under.role, under.number) : this.own(under.own);
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
    if ("own" in under) return { key, chain: [leaf], root: issuer };
    return { key, chain: [leaf, issuer], root: this.standIns[under.role] };
  }

  /** A root of the lab's own: no router holds it unless its pool says so. */
  own(which: OwnAuthority): Authority {
    return made(this.#own, which, () => {
      const authority = standIn(OWN_AUTHORITIES[which], this.labId, ecKey());
      this.#remember(authority);
      return authority;
    });
  }

  /** A signer under a root that is not the usual one: the vendor's new one, or a customer's. */
  signerUnder(which: "new-signer" | "customer"): BundleSigner {
    return made(this.#signers, which, () => bundleSigner(this.own(which), ecKey(), this.labId));
  }

  /** Both forms of a certificate of this lab, by the SHA-256 of either; undefined for any other certificate. */
  twinOf(sha256: string): TwinCertificate | undefined {
    return this.#twins.get(sha256);
  }

  #issuingAuthority(role: RootRole, number: number): Authority {
    return made(this.#issuing, `${role} ${number}`, () => {
      const authority = issuingAuthority(this.standIns[role], number, this.labId);
      this.#remember(authority);
      return authority;
    });
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

function issuingAuthority(root: Authority, number: number, labId: string): Authority {
  const key = ecKey();
  const rootName = (commonName(root.calendar.subject) ?? "").replace(` (LAB ${labId})`, "");
  const name = number === 1 ? "Issuing CA" : `Issuing CA ${number}`;
  const parts: CertificateParts = {
    subject: [
      [attribute("2.5.4.10", "Lab cloud")],
      [attribute("2.5.4.3", `${name} of ${rootName} (LAB ${labId})`)],
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

const OWN = {
  serialNumber: "01",
  notBefore: new Date("2015-01-01T00:00:00Z"),
  notAfter: new Date("2045-01-01T00:00:00Z"),
};
const OWN_AUTHORITIES: Readonly<Record<OwnAuthority, Imitated>> = {
  customer: { ...OWN, organization: "Customer", commonName: "Customer Root CA" },
  inspection: { ...OWN, organization: "Customer", commonName: "Customer TLS Inspection CA" },
  "on-prem": { ...OWN, organization: "Lab cloud", commonName: "On-Prem Licensing Root CA" },
  "new-signer": { ...OWN, organization: "Lab cloud", commonName: "TRS Bundle Root CA" },
};

function made<K, V>(kept: Map<K, V>, key: K, make: () => V): V {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const value = make();
  kept.set(key, value);
  return value;
}

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
