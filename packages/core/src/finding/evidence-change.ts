/**
 * The ways in which one piece of a device's evidence could reasonably read differently: a finite list,
 * each the evidence of the same device with one thing changed. It knows no verdict; whoever assesses the
 * changed evidence learns which of them matter. Texts are those that devices print (docs/notice-format.md,
 * "symptoms").
 */
import type {
  CallHomeFacts,
  ContactFacts,
  DeviceEvidence,
  DeviceFacts,
  EndpointObservation,
  Evidence,
  HttpClientFacts,
  LicenceFacts,
  LicenceMode,
  LicenceTransport,
  OperatingSystem,
  PoolLabel,
} from "../evidence/evidence.js";
import { ifKnown, type Known, known } from "../evidence/known.js";
import type { FieldNotice, NoticeEndpoint, NoticeRoot } from "../notice/notice.js";
import { servedBy } from "./served.js";

/** What reads differently. Codes for programs; the words are the command line's. */
export type EvidenceChange =
  | { readonly kind: "root-held"; readonly commonName: string }
  | { readonly kind: "root-not-held"; readonly commonName: string }
  | { readonly kind: "entry-is-another"; readonly subject: string; readonly sha1: string }
  | { readonly kind: "contact"; readonly result: ContactFacts["result"]; readonly at: string }
  | { readonly kind: "contact-text"; readonly text: string }
  | { readonly kind: "licence-mode"; readonly mode: LicenceMode }
  | { readonly kind: "transport"; readonly transport: LicenceTransport }
  | { readonly kind: "transport-encrypted" }
  | { readonly kind: "verification"; readonly peerVerification: HttpClientFacts["peerVerification"] }
  | { readonly kind: "call-home"; readonly use: "used" | "unused"; readonly endpoint: string }
  | { readonly kind: "clock"; readonly is: "right" | "wrong" }
  | { readonly kind: "names"; readonly are: "resolved" | "not-resolved" }
  | { readonly kind: "verification-error"; readonly is: "logged" | "not-logged" }
  | { readonly kind: "endpoint-seen"; readonly endpoint: string; readonly root: "retired" | "required" }
  | { readonly kind: "operating-system"; readonly os: OperatingSystem };

/** The same device with one thing changed, and whatever of the fleet's evidence stands for it. */
export interface Alternative {
  readonly change: EvidenceChange;
  /** Which fact reads differently; of the endpoints, none of the device's. */
  readonly fact: keyof DeviceFacts | "endpoints";
  readonly facts: DeviceFacts;
  readonly pools: Evidence["pools"];
  readonly endpoints: Evidence["endpoints"];
}

/** What the device's evidence is seen against. */
export interface ChangeContext {
  readonly notice: FieldNotice;
  readonly evidence: Pick<Evidence, "pools" | "endpoints">;
  readonly device: DeviceEvidence;
  /** The moment that the verdict is about; ISO 8601. */
  readonly at: string;
}

/** Every alternative, whether or not it would change anything. */
export function alternatives(context: ChangeContext): readonly Alternative[] {
  return [
    ...poolAlternatives(context),
    ...endpointAlternatives(context),
    ...[
      ...contactChanges(context),
      ...licenceChanges(context),
      ...verificationChanges(context),
      ...callHomeChanges(context),
      ...logChanges(context),
      ...clockChanges(context),
      ...nameChanges(),
      ...systemChanges(context),
    ].map((one) => ofFact(context, one)),
  ];
}

interface FactChange {
  readonly change: EvidenceChange;
  readonly fact: keyof DeviceFacts;
  readonly value: unknown;
}

function ofFact({ device, evidence }: ChangeContext, { change, fact, value }: FactChange): Alternative {
  const before: Known<unknown> | undefined = device.facts[fact] as Known<unknown> | undefined;
  const cited = before?.known ? before.shownBy : [];
  return { change, fact, facts: { ...device.facts, [fact]: known(value, ...cited) }, ...evidence };
}

function poolAlternatives(context: ChangeContext): readonly Alternative[] {
  const { notice, evidence, device } = context;
  const digest = ifKnown(device.facts.trustPool);
  const labels = digest === undefined ? [] : (evidence.pools[digest] ?? []);
  return notice.requiredRoots.flatMap((root) => {
    const named = labels.filter(({ subject }) => subject === root.subject);
    const others = labels.filter((label) => !named.includes(label));
    const { commonName } = root;
    return [
      withPool(context, { kind: "root-held", commonName }, [...others, labelOf(root)]),
      withPool(context, { kind: "root-not-held", commonName }, others),
      ...named
        .filter(({ sha1 }) => sha1 !== root.sha1)
        .map(({ subject, sha1 }) => withPool(context, { kind: "entry-is-another", subject, sha1 }, others)),
    ];
  });
}

/** The name of a pool that exists only in this question. */
const SUPPOSED_POOL = "sha256:supposed";

function withPool(
  { evidence, device }: ChangeContext,
  change: EvidenceChange,
  labels: readonly PoolLabel[],
): Alternative {
  return {
    change,
    fact: "trustPool",
    facts: { ...device.facts, trustPool: known(SUPPOSED_POOL) },
    pools: { ...evidence.pools, [SUPPOSED_POOL]: labels },
    endpoints: evidence.endpoints,
  };
}

function labelOf({ subject, serial, notBefore, notAfter, sha1 }: NoticeRoot): PoolLabel {
  return { set: "Downloaded", subject, issuer: subject, serial, notBefore, notAfter, sha1 };
}

/** Each endpoint as if somebody had just looked at the chain that it serves. */
function endpointAlternatives({ notice, evidence, device, at }: ChangeContext): readonly Alternative[] {
  return notice.endpoints.flatMap(({ host, port }) =>
    (["required", "retired"] as const).flatMap((root): readonly Alternative[] => {
      const roots = root === "required" ? notice.requiredRoots : notice.retiredRoots;
      const rootSha256 = roots[0]?.sha256;
      if (rootSha256 === undefined) return [];
      const served = known({ certificates: [], leafNotAfter: at, rootSha256 });
      const sight: EndpointObservation = { host, port, at, served };
      const earlier = evidence.endpoints.filter((one) => one.host !== host || one.port !== port);
      return [
        {
          change: { kind: "endpoint-seen", endpoint: host, root },
          fact: "endpoints",
          facts: device.facts,
          pools: evidence.pools,
          endpoints: [...earlier, sight],
        },
      ];
    }),
  );
}

/** What a device says when a contact fails before any certificate is looked at. */
const FAILURE_TEXTS = [
  "Unable to resolve server hostname/domain name",
  "Connection timed out",
  "Received empty response from server",
] as const;

function contactChanges(context: ChangeContext): readonly FactChange[] {
  const licence = ifKnown(context.device.facts.licence);
  if (licence?.mode !== "smart") return [];
  const { lastContact } = licence;
  const { at } = context;
  const moments = [...(lastContact ? [lastContact.at] : []), at, ...beforeCutOvers(context)];
  const outcomes = [...new Set(moments)]
    .filter((moment) => moment <= at)
    .flatMap((moment) => (["succeeded", "failed"] as const).map((result) => ({ result, at: moment })));
  return [
    ...outcomes.map((contact): FactChange => {
      const text = contact.result === "failed" ? lastContact?.failureReason : undefined;
      const value = withContact(licence, text === undefined ? contact : { ...contact, failureReason: text });
      return { change: { kind: "contact", ...contact }, fact: "licence", value };
    }),
    ...FAILURE_TEXTS.flatMap((text): readonly FactChange[] => {
      if (lastContact?.result !== "failed") return [];
      const value = withContact(licence, { ...lastContact, failureReason: text });
      return [{ change: { kind: "contact-text", text }, fact: "licence", value }];
    }),
  ];
}

function withContact(licence: LicenceFacts, lastContact: ContactFacts): LicenceFacts {
  return { ...licence, lastContact };
}

/** The last moment at which each endpoint still served the retired root. */
function beforeCutOvers({ notice, evidence, at }: ChangeContext): readonly string[] {
  return notice.endpoints.flatMap((endpoint) => {
    const { requiredFrom } = servedBy(notice, endpoint, evidence.endpoints)(at);
    if (requiredFrom === undefined) return [];
    return [new Date(Date.parse(requiredFrom) - 1000).toISOString()];
  });
}

const MODES: readonly LicenceMode[] = ["smart", "plr", "slr", "disabled"];
const TRANSPORTS: readonly LicenceTransport[] = ["callhome", "smart", "on-prem", "cslu"];

function licenceChanges({ device: { facts } }: ChangeContext): readonly FactChange[] {
  const licence = ifKnown(facts.licence);
  const base: LicenceFacts = licence ?? { mode: "smart", registration: { status: "registered" } };
  const url = base.transportUrl;
  return [
    ...MODES.filter((mode) => licence || mode !== "smart").map(
      (mode): FactChange => ({
        change: { kind: "licence-mode", mode },
        fact: "licence",
        value: { ...base, mode },
      }),
    ),
    ...TRANSPORTS.map(
      (transport): FactChange => ({
        change: { kind: "transport", transport },
        fact: "licence",
        value: { ...withoutUrl(base), transport },
      }),
    ),
    ...(url?.startsWith("http://")
      ? [
          {
            change: { kind: "transport-encrypted" },
            fact: "licence",
            value: { ...base, transportUrl: url.replace(/^http:/, "https:") },
          } as const,
        ]
      : []),
  ];
}

/** The address of one transport says nothing about another. */
function withoutUrl({ transportUrl: _, ...licence }: LicenceFacts): LicenceFacts {
  return licence;
}

function verificationChanges({ device: { facts } }: ChangeContext): readonly FactChange[] {
  const base = ifKnown(facts.httpClient);
  return (["off-seen", "not-seen-off"] as const).map((peerVerification) => ({
    change: { kind: "verification", peerVerification },
    fact: "httpClient",
    value: { ...base, peerVerification },
  }));
}

function callHomeChanges({ notice, device: { facts } }: ChangeContext): readonly FactChange[] {
  const base = ifKnown(facts.callHome) ?? { serviceActive: false, profiles: [] };
  return notice.endpoints
    .filter(({ services }) => services?.includes("smart-call-home"))
    .flatMap((endpoint): readonly FactChange[] => [
      {
        change: { kind: "call-home", use: "used", endpoint: endpoint.host },
        fact: "callHome",
        value: reportingTo(base, endpoint),
      },
      {
        change: { kind: "call-home", use: "unused", endpoint: endpoint.host },
        fact: "callHome",
        value: { ...base, serviceActive: false },
      },
    ]);
}

function reportingTo({ profiles }: CallHomeFacts, endpoint: NoticeEndpoint): CallHomeFacts {
  const profile = {
    name: "CiscoTAC-1",
    active: true,
    transport: "http",
    destinations: [`https://${endpoint.host}/its/service/oddce/services/DDCEService`],
    reports: ["smart-call-home-data"],
  } as const;
  return {
    serviceActive: true,
    profiles: [...profiles.filter(({ name }) => name !== profile.name), profile],
  };
}

const VERIFICATION_ERROR = {
  mnemonic: "SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM",
  text: "SSL certificate verify error: Peer certificate verification failed - no trusted cert",
} as const;

function logChanges(context: ChangeContext): readonly FactChange[] {
  const base = ifKnown(context.device.facts.log) ?? { messages: [] };
  const oldestAt = [...beforeCutOvers(context)].sort()[0];
  const reaching = oldestAt === undefined ? {} : { oldestAt };
  const without = base.messages.filter(({ mnemonic }) => !mnemonic.includes("CERT_VERIFY"));
  const error = { at: context.at, ...VERIFICATION_ERROR };
  return [
    {
      change: { kind: "verification-error", is: "logged" },
      fact: "log",
      value: { ...base, messages: [...base.messages, error] },
    },
    {
      change: { kind: "verification-error", is: "not-logged" },
      fact: "log",
      value: { ...base, ...reaching, messages: without },
    },
  ];
}

const YEAR_SECONDS = 365 * 86_400;

function clockChanges({ device: { facts, readAt } }: ChangeContext): readonly FactChange[] {
  const base = ifKnown(facts.clock);
  return [
    {
      change: { kind: "clock", is: "right" },
      fact: "clock",
      value: { deviceTime: readAt, aheadSeconds: 0 },
    },
    {
      change: { kind: "clock", is: "wrong" },
      fact: "clock",
      value: { deviceTime: base?.deviceTime ?? readAt, aheadSeconds: -YEAR_SECONDS },
    },
  ];
}

function nameChanges(): readonly FactChange[] {
  return [
    {
      change: { kind: "names", are: "resolved" },
      fact: "nameResolution",
      value: { nameServers: ["192.0.2.53"], staticHosts: {}, lookup: "enabled" },
    },
    {
      change: { kind: "names", are: "not-resolved" },
      fact: "nameResolution",
      value: { nameServers: [], staticHosts: {}, lookup: "disabled" },
    },
  ];
}

const OPERATING_SYSTEMS: readonly OperatingSystem[] = ["iosxr", "iosxe", "ios", "nxos", "asa"];

/** Worth asking only where nobody knows what it runs, or where that alone decided. */
function systemChanges({ notice, device: { facts } }: ChangeContext): readonly FactChange[] {
  const system = ifKnown(facts.system);
  const concerned = OPERATING_SYSTEMS.filter((os) => notice.products.some(({ platform }) => platform === os));
  if (system && concerned.includes(system.os)) return [];
  const other = OPERATING_SYSTEMS.find((os) => !concerned.includes(os));
  const systems = [...concerned, ...(system || !other ? [] : [other])];
  return systems.map((os) => ({
    change: { kind: "operating-system", os },
    fact: "system",
    value: { release: system?.release ?? "", os },
  }));
}
