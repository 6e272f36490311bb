/**
 * What the cloud saw: every handshake and every request, as data. It holds observations, no opinion on any router.
 */

export type HistoryEntry = HandshakeEntry | RequestEntry | QueryEntry;

/** One TLS connection to a cloud host, written when its outcome is known. */
export interface HandshakeEntry {
  readonly kind: "handshake";
  readonly sequence: number;
  /** Lab time, ISO 8601. */
  readonly at: string;
  /** The server name that the client asked for; empty when it named none. */
  readonly host: string;
  readonly from: Peer;
  /** The chain as served, with the calendar dates: leaf first, root left out, as a server does. */
  readonly chain: readonly ServedCertificate[];
  /** The root that the served chain is under. */
  readonly root: { readonly commonName: string; readonly sha256: string };
  /** A request followed; the client turned the server away; the connection ended and nobody said why. */
  readonly outcome: "accepted" | "refused" | "ended";
  /** Why it was refused: the client's TLS alert, or what the emulated client says it found. */
  readonly reason?: string;
}

/** One HTTP request to the cloud or to the bundle server. */
export interface RequestEntry {
  readonly kind: "request";
  readonly sequence: number;
  readonly at: string;
  readonly host: string;
  readonly from: Peer;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** What a licensing or Call Home message was about, in the lab's own dialect. */
  readonly message?: string;
}

/** One question to the name server. */
export interface QueryEntry {
  readonly kind: "query";
  readonly sequence: number;
  readonly at: string;
  /** The name that was asked for. */
  readonly host: string;
  readonly from: Peer;
  readonly transport: "udp" | "tcp";
  readonly outcome: "no-error" | "server-failure" | "name-error" | "refused" | "unanswered";
  readonly addresses: readonly string[];
}

/** Who was at the other end: the emulated router's name where it was one. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  readonly device?: string;
}

export interface ServedCertificate {
  readonly subject: string;
  readonly sha256: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

type Unnumbered<T> = T extends HistoryEntry ? Omit<T, "sequence"> : never;

/** Bounded so that a lab that runs for weeks does not grow without end; the oldest entries go first. */
const MAXIMUM_ENTRIES = 200_000;

export class History {
  readonly entries: HistoryEntry[] = [];
  #next = 1;

  add(entry: Unnumbered<HistoryEntry>): void {
    this.entries.push({ ...entry, sequence: this.#next } as HistoryEntry);
    this.#next += 1;
    if (this.entries.length > MAXIMUM_ENTRIES) this.entries.splice(0, MAXIMUM_ENTRIES / 10);
  }
}
