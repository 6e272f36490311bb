/**
 * The way through jump hosts. All devices behind one share one connection to it: a jump host limits how
 * many may log in at once (sshd_config(5), MaxStartups), and a fleet would run into that. A connection
 * is let go when nobody needs it.
 */
import type { Duplex } from "node:stream";
import { failed, type Result, success } from "@reroot/pki";
import type { Hop } from "./route.js";
import { type ConnectFailure, describeFailure } from "./session-failure.js";
import { connectSsh, type SshConnection } from "./ssh.js";
import { openSocket, type TcpAddress, unreachable } from "./tcp.js";

export interface HopTimeouts {
  /** Until the TCP connection stands. */
  readonly connectTimeoutMs: number;
  /** From then until the login is over: key exchange, authentication. */
  readonly loginTimeoutMs: number;
}

export interface Way {
  readonly stream: Duplex;
  /** Algorithms that the jump hosts agreed on. */
  readonly algorithms: readonly string[];
  /** To be called once, when the stream is no longer needed. */
  readonly release: () => void;
}

export interface JumpHosts {
  /** A stream to the address, straight or through the jumps. */
  openWay(
    jumps: readonly Hop[],
    address: TcpAddress & { readonly connectTimeoutMs?: number },
    timeouts: HopTimeouts,
    signal?: AbortSignal,
  ): Promise<Result<Way, ConnectFailure>>;
}

interface SharedJump {
  readonly connection: Promise<Result<JumpConnection, ConnectFailure>>;
  users: number;
  isLost: boolean;
}

interface JumpConnection {
  readonly ssh: SshConnection;
  /** Its own, and those of the jumps before it. */
  readonly algorithms: readonly string[];
  readonly releaseWay: () => void;
}

// A jump host that dropped between two devices is asked for once more.
const TUNNEL_ATTEMPTS = 2;

export function jumpHosts(): JumpHosts {
  const shared = new Map<string, SharedJump>();
  const openWay: JumpHosts["openWay"] = async (jumps, address, timeouts, signal) => {
    const last = jumps.at(-1);
    if (!last) return straight(address, timeouts, signal);
    const way = throughJumps(jumps, last, address, timeouts);
    const first = signal ? await unlessAborted(way, signal) : await way;
    if (first !== "aborted" && !signal?.aborted) return first;
    void way.then((late) => late.ok && late.value.release());
    return failed({ code: "session/cancelled" });
  };
  const throughJumps = async (
    jumps: readonly Hop[],
    last: Hop,
    address: TcpAddress,
    timeouts: HopTimeouts,
  ): Promise<Result<Way, ConnectFailure>> => {
    for (let attempt = 1; attempt <= TUNNEL_ATTEMPTS; attempt++) {
      const way = await tunnel(jumps, last, address, timeouts);
      if (way !== "lost") return way;
    }
    return failed(jumpFailed(last, unreachable(last, "the connection was lost")));
  };
  const tunnel = async (
    jumps: readonly Hop[],
    last: Hop,
    address: TcpAddress,
    timeouts: HopTimeouts,
  ): Promise<Result<Way, ConnectFailure> | "lost"> => {
    const key = keyOf(jumps);
    const jump = shared.get(key) ?? begin(key, jumps, last, timeouts);
    jump.users++;
    const connection = await jump.connection;
    if (!connection.ok) return failed(jumpFailed(last, connection.failure));
    const release = () => letGo(key, jump, connection.value);
    const { ssh, algorithms } = connection.value;
    const stream = await withinTime(
      ssh.openTunnel(address.host, address.port),
      timeouts.connectTimeoutMs,
      (late) => late.ok && late.value.destroy(),
    );
    if (stream?.ok) return success({ stream: stream.value, algorithms, release });
    const wasLost = jump.isLost;
    release();
    if (wasLost) return "lost";
    const why = stream ? describeFailure(stream.failure) : `no answer within ${timeouts.connectTimeoutMs} ms`;
    return failed(unreachable(address, `through jump host ${why}`));
  };
  /** The connection belongs to all that use it, so that no single one's cancelling ends it. */
  const begin = (key: string, jumps: readonly Hop[], last: Hop, timeouts: HopTimeouts): SharedJump => {
    const jump: SharedJump = { connection: connect(jumps, last, timeouts), users: 0, isLost: false };
    shared.set(key, jump);
    void jump.connection.then((result) => {
      if (result.ok) result.value.ssh.onLost(() => drop(key, jump));
      else drop(key, jump);
    });
    return jump;
  };
  const connect = async (
    jumps: readonly Hop[],
    last: Hop,
    timeouts: HopTimeouts,
  ): Promise<Result<JumpConnection, ConnectFailure>> => {
    const way = await openWay(jumps.slice(0, -1), last, timeouts);
    if (!way.ok) return way;
    const { stream, algorithms, release } = way.value;
    const ssh = await connectSsh(stream, last, timeouts.loginTimeoutMs);
    if (ssh.ok) {
      const all = [...algorithms, ...ssh.value.algorithms];
      return success({ ssh: ssh.value, algorithms: all, releaseWay: release });
    }
    release();
    return ssh;
  };
  const letGo = (key: string, jump: SharedJump, { ssh, releaseWay }: JumpConnection) => {
    if (--jump.users > 0) return;
    drop(key, jump);
    ssh.close();
    releaseWay();
  };
  const drop = (key: string, jump: SharedJump) => {
    jump.isLost = true;
    if (shared.get(key) === jump) shared.delete(key);
  };
  return { openWay };
}

async function straight(
  address: TcpAddress & { readonly connectTimeoutMs?: number },
  timeouts: HopTimeouts,
  signal: AbortSignal | undefined,
): Promise<Result<Way, ConnectFailure>> {
  const socket = await openSocket(address, address.connectTimeoutMs ?? timeouts.connectTimeoutMs, signal);
  return socket.ok ? success({ stream: socket.value, algorithms: [], release: () => {} }) : socket;
}

/** Hops that lead to the same host as the same user share a connection. */
function keyOf(jumps: readonly Hop[]): string {
  return JSON.stringify(
    jumps.map(({ host, port, login, hostKeyAlias }) => [host, port, login.username, hostKeyAlias]),
  );
}

function jumpFailed({ host, port }: Hop, failure: ConnectFailure): ConnectFailure {
  if (failure.code === "session/jump-failed" || failure.code === "session/cancelled") return failure;
  return { code: "session/jump-failed", jumpHost: port === 22 ? host : `${host}:${port}`, failure };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | "aborted"> {
  return new Promise((resolve) => {
    const cancel = () => resolve("aborted");
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    void promise.then((value) => {
      signal.removeEventListener("abort", cancel);
      resolve(value);
    });
  });
}

function withinTime<T>(
  promise: Promise<T>,
  timeoutMs: number,
  tooLate: (value: T) => void,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      resolve(undefined);
    }, timeoutMs);
    void promise.then((value) => {
      clearTimeout(timer);
      if (isOver) tooLate(value);
      else resolve(value);
    });
  });
}
