/** Opens sessions to misbehaving routers with short limits. For tests only. */
import type { Result } from "@reroot/pki";
import { acceptingNewHostKeys, type HostKeys, strictHostKeys } from "../session/host-keys.js";
import { jumpHosts } from "../session/jump-hosts.js";
import { parseKnownHosts } from "../session/known-hosts.js";
import type { Login } from "../session/login.js";
import { openTerminal } from "../session/open-terminal.js";
import { ReadSession } from "../session/read-session.js";
import type { Hop } from "../session/route.js";
import type { SessionFailure } from "../session/session-failure.js";
import type { MisbehavingRouter } from "./misbehaving-router.js";

export const LIMITS = {
  connectTimeoutMs: 5_000,
  loginTimeoutMs: 10_000,
  commandTimeoutMs: 20_000,
  sessionTimeoutMs: 60_000,
  maxOutputLength: 1_000_000,
};

export const LOGIN: Login = { username: "operator", password: "secret-of-the-test" };

export function trustingHostKeys(): HostKeys {
  return acceptingNewHostKeys(strictHostKeys(parseKnownHosts("")), () => {});
}

/** By its own address, with the usual login, and whatever host key it has. */
export function hopTo({ port }: { readonly port: number }, changes: Partial<Hop> = {}): Hop {
  const hostKeys = trustingHostKeys();
  return { host: "127.0.0.1", port, algorithms: "modern", login: LOGIN, hostKeys, ...changes };
}

export async function openStraight(device: Hop, limits: Partial<typeof LIMITS> = {}) {
  return openTerminal({ jumps: [], device }, { ...LIMITS, ...limits }, jumpHosts());
}

export async function openReading(
  router: MisbehavingRouter,
  limits: Partial<typeof LIMITS> = {},
): Promise<Result<ReadSession, SessionFailure>> {
  const all = { ...LIMITS, ...limits };
  const opened = await openStraight(hopTo(router), all);
  return opened.ok ? ReadSession.open(opened.value.terminal, all) : opened;
}

export async function mustRead(router: MisbehavingRouter): Promise<ReadSession> {
  const session = await openReading(router);
  if (!session.ok) throw new Error(JSON.stringify(session.failure));
  return session.value;
}
