/** Routers that are a pool, a licence agent and a history, for driving the engine without any router. */
import {
  type Action,
  type ApprovedPlan,
  approve,
  digestOf,
  type Hands,
  known,
  type Observation,
  type ObservedFact,
  observation,
  type Plan,
  type SendOutcome,
  unknown,
} from "@reroot/core";

const POOL_BEFORE = "sha256:before";
const POOL_AFTER = "sha256:after";
const ROOT = { sha256: "A".repeat(64), sha1: "B".repeat(40) };
const IMPORT = "crypto ca trustpool import url http://bundles.example/ios.p7b";
const RENEW = "license smart renew auth";
export const BUNDLE_SHA256 = "C".repeat(64);

export interface Sent {
  readonly device: string;
  readonly command: string;
  readonly hadEffect: boolean;
}

export interface FleetOptions {
  now(): Date;
  /** Real milliseconds that each call takes. */
  readonly callMs?: number;
  readonly unreachable?: ReadonlySet<string>;
  readonly refuses?: ReadonlySet<string>;
  /** Called before and after a command takes effect. */
  readonly around?: (when: "before" | "after", device: string, command: string) => Promise<void> | void;
}

export class TestFleet implements Hands {
  readonly sent: Sent[] = [];
  /** Most devices that were touched at one time, overall. */
  busiest = 0;
  #busy = 0;
  readonly #held = new Set<string>();
  readonly #contact = new Map<string, string>();
  readonly #options: FleetOptions;

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  holdsRoot(device: string): boolean {
    return this.#held.has(device);
  }

  async observe(device: string, wanted: readonly ObservedFact[]): Promise<Observation> {
    return this.#touch(async () => {
      const at = this.#options.now().toISOString();
      if (this.#options.unreachable?.has(device)) {
        const because = unknown({ code: "evidence/unreachable", detail: "no route" });
        return observation(device, at, wanted, { clock: because, pool: because, licence: because });
      }
      const held = this.#held.has(device);
      const contact = this.#contact.get(device);
      return observation(device, at, wanted, {
        clock: known({ deviceTime: at }),
        pool: known({ digest: held ? POOL_AFTER : POOL_BEFORE, sha1: held ? [ROOT.sha1] : [] }),
        licence: known({
          mode: "smart",
          registration: { status: "registered" },
          ...(contact && { lastContact: { result: "succeeded" as const, at: contact } }),
        }),
        policy: known({ crl: "required" }),
      });
    });
  }

  async carryOut(device: string, _step: number, action: Action): Promise<SendOutcome> {
    if (action.kind !== "exec") throw new Error("these routers know commands only");
    const { command } = action;
    return this.#touch(async () => {
      await this.#options.around?.("before", device, command);
      if (this.#options.refuses?.has(device)) {
        this.sent.push({ device, command, hadEffect: false });
        return { result: "refused", text: "% no", shownBy: [] };
      }
      this.sent.push({ device, command, hadEffect: true });
      if (command === IMPORT) this.#held.add(device);
      else this.#contact.set(device, new Date(this.#options.now().getTime() + 1000).toISOString());
      await this.#options.around?.("after", device, command);
      return { result: "accepted", shownBy: [] };
    });
  }

  async #touch<T>(work: () => Promise<T>): Promise<T> {
    this.busiest = Math.max(this.busiest, ++this.#busy);
    try {
      await new Promise((resolve) => setTimeout(resolve, this.#options.callMs ?? 0));
      return await work();
    } finally {
      this.#busy--;
    }
  }
}

export interface PlanShape {
  readonly devices: readonly { readonly name: string; readonly site?: string }[];
  /** Devices of the first wave; the others are the second. */
  readonly canary?: number;
  readonly pace?: Plan["pace"];
  readonly failuresAllowed?: number;
  readonly soakSeconds?: number;
  /** Makes one plan differ from another with the same devices. */
  readonly author?: string;
}

export function approvedPlan(shape: PlanShape): ApprovedPlan {
  const { canary = 1, pace = { concurrency: 4 }, failuresAllowed = 0, soakSeconds = 0 } = shape;
  const gate = { failuresAllowed, soakSeconds };
  const devices = shape.devices.map(deviceOf);
  const body: Omit<Plan, "digest"> = {
    formatVersion: 2,
    notice: { id: "n", revision: "1.0", digest: "sha256:n" },
    assessmentDigest: "sha256:a",
    author: shape.author ?? "test",
    createdAt: "2022-02-23T06:00:00.000Z",
    pace,
    bundle: {
      name: "test",
      version: "1",
      url: "http://bundles.example/ios.p7b",
      bytes: 1,
      sha256: BUNDLE_SHA256,
      md5: "d".repeat(32),
      signerRootSha256: "E".repeat(64),
      certificates: [ROOT],
    },
    pools: { [POOL_BEFORE]: [] },
    waves: [
      { name: "canary", devices: devices.slice(0, canary), gate },
      { name: "wave 1", devices: devices.slice(canary), gate },
    ],
    heldBack: [],
    untouched: [],
  };
  const plan: Plan = { ...body, digest: digestOf(body) };
  const approved = approve(plan, "Ada", new Date("2022-02-23T06:00:00Z"));
  if (!approved.ok) throw new Error(JSON.stringify(approved.failure));
  return approved.value;
}

function deviceOf({ name, site }: { readonly name: string; readonly site?: string }) {
  return {
    device: name,
    ...(site !== undefined && { site }),
    remedy: "import-from-default-url" as const,
    because: [{ code: "remedy/first-choice" as const }],
    basedOn: { pool: POOL_BEFORE, verdict: "failing" as const },
    steps: [
      {
        kind: "import-bundle" as const,
        action: { kind: "exec" as const, command: IMPORT },
        requiredRoots: [ROOT],
      },
      {
        kind: "renew-authorization" as const,
        action: { kind: "exec" as const, command: RENEW },
        deadlineSeconds: 600,
      },
    ],
    undo: { kind: "none" as const, because: "earlier-downloaded-certificates" as const },
    cautions: [],
  };
}
