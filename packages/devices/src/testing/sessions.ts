/** Opens sessions to misbehaving routers with short limits. For tests only. */
import type { Result } from "@reroot/pki";
import { acceptingNewHostKeys, type HostKeys } from "../session/host-keys.js";
import { parseKnownHosts } from "../session/known-hosts.js";
import type { Login } from "../session/login.js";
import { ReadSession } from "../session/read-session.js";
import type { SessionFailure } from "../session/session-failure.js";
import { openTerminal, type SshTarget } from "../session/ssh.js";
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
  return acceptingNewHostKeys(parseKnownHosts(""), () => {});
}

export function targetOf({ port }: { readonly port: number }): SshTarget {
  return { host: "127.0.0.1", port, algorithms: "modern" };
}

export async function openReading(
  router: MisbehavingRouter,
  limits: Partial<typeof LIMITS> = {},
): Promise<Result<ReadSession, SessionFailure>> {
  const all = { ...LIMITS, ...limits };
  const terminal = await openTerminal(targetOf(router), LOGIN, trustingHostKeys(), all);
  return terminal.ok ? ReadSession.open(terminal.value, all) : terminal;
}

export async function mustRead(router: MisbehavingRouter): Promise<ReadSession> {
  const session = await openReading(router);
  if (!session.ok) throw new Error(JSON.stringify(session.failure));
  return session.value;
}
