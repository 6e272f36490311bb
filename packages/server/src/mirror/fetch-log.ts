/**
 * Who fetched what and when: the record that a rollout's report can cite. It holds what was answered, and how
 * much of it the other side took; that a device imported it is seen on the device and nowhere else.
 */

/** One answered request, as it stands in the log: one JSON object a line. */
export interface Fetch {
  readonly format: "reroot-mirror-fetch/1";
  /** When the request came; the mirror's clock, ISO 8601 in UTC. */
  readonly at: string;
  readonly address: string;
  /** By the inventory; absent where no device has that address. */
  readonly device?: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Absent where nothing was found. */
  readonly bundle?: { readonly name: string; readonly version: string; readonly sha256: string };
  /** Of the bundle's bytes, those that were asked for; absent where all were. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Bytes of the body that were handed to the network. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly end: FetchEnd;
}

export type FetchEnd =
  /** The whole answer was handed over, and the other side closed in order or asked on. */
  | "complete"
  /** The other side went away before all of it was sent. */
  | "broken-off"
  /** It took longer than the mirror waits. */
  | "timed-out";

export interface FetchLog {
  add(fetch: Fetch): void;
  /** The newest, at most as many as are kept, oldest first. */
  readonly recent: () => readonly Fetch[];
  /** Devices, or addresses that are nobody's, that have taken a whole bundle, with what they took last. */
  readonly whole: () => ReadonlyMap<string, Fetch>;
}

const MOST_KEPT = 1_000;

/** `keep` takes each line as it comes; what is held here is bounded. */
export function fetchLog(keep: (line: string) => void): FetchLog {
  const recent: Fetch[] = [];
  const whole = new Map<string, Fetch>();
  return {
    add: (fetch) => {
      keep(`${JSON.stringify(fetch)}\n`);
      recent.push(fetch);
      if (recent.length > MOST_KEPT) recent.shift();
      if (isWhole(fetch)) whole.set(fetch.device ?? fetch.address, fetch);
    },
    recent: () => [...recent],
    whole: () => whole,
  };
}

/** A device may fetch a bundle in ranges: only the whole of it in one answer counts here. */
function isWhole({ method, status, end, range }: Fetch): boolean {
  return method === "GET" && status === 200 && range === undefined && end === "complete";
}
