/**
 * Would a device with this pool accept this chain? Puts the question to the trust engine for a moment or a
 * period, as IOS XR would judge it, and keeps what was tried beside the answer.
 */
import {
  type Certificate,
  type ForecastAnswer,
  type ForecastInterval,
  forecast,
  iosXrPlatform,
  knownCertificates,
  type TriedPath,
  type TrustPool,
  validatePath,
} from "@reroot/pki";

export interface Period {
  readonly from: Date;
  /** First moment that no longer belongs to it. */
  readonly until: Date;
}

export interface HandshakeQuestion {
  readonly chain: readonly [Certificate, ...Certificate[]];
  readonly pool: TrustPool;
  /** The name that the server's certificate must be made out to. */
  readonly serverName: string;
}

export interface HandshakeAnswer {
  readonly at: Date;
  readonly answer: ForecastAnswer;
  /** From the server's certificate to the pool, where there is such a path. */
  readonly path: readonly Certificate[] | undefined;
  /** Why not, path by path, where there is none. */
  readonly tried: readonly TriedPath[];
}

export function askedAt(question: HandshakeQuestion, at: Date): HandshakeAnswer {
  const { chain, pool, serverName } = question;
  const [target, ...intermediates] = chain;
  const [interval] = askedThroughout(question, { from: at, until: new Date(at.getTime() + 1) });
  if (!interval) throw new Error("a forecast has no gaps");
  const found = validatePath({
    target,
    intermediates,
    anchors: knownCertificates(pool),
    at,
    serverName,
    purpose: "server-auth",
    platform: iosXrPlatform,
  });
  return {
    at,
    answer: interval.answer,
    path: found.ok ? found.value.path : undefined,
    tried: found.ok ? [] : found.failure.tried,
  };
}

/** The chain as served now, taken to be served throughout. */
export function askedThroughout(
  { chain, pool, serverName }: HandshakeQuestion,
  { from, until }: Period,
): readonly ForecastInterval[] {
  const stages = [{ from, serves: { kind: "chain", certificates: chain } } as const];
  return forecast({ pool, timeline: { host: serverName, stages }, from, until, platform: iosXrPlatform });
}
