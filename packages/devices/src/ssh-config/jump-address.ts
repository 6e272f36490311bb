/** The value of ProxyJump: hosts to go through, in order. */

export interface JumpAddress {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

const SPEC =
  /^(?:ssh:\/\/)?(?:([^@\s]{1,256})@)?(?:\[([0-9A-Fa-f:.%\w]{2,64})\]|([^\s:/@[\]]{1,255}))(?::(\d{1,5}))?\/?$/;

/** `[user@]host[:port]` or `ssh://...`, by commas; nothing for `none`; undefined where it is not that. */
export function readJumps(value: string): readonly JumpAddress[] | undefined {
  if (value.toLowerCase() === "none") return [];
  const jumps: JumpAddress[] = [];
  for (const spec of value.split(",")) {
    const parts = SPEC.exec(spec.trim());
    if (!parts) return undefined;
    const [, user, address, name, port] = parts;
    if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return undefined;
    jumps.push({
      host: (address ?? name) as string,
      ...(user !== undefined && { user }),
      ...(port !== undefined && { port: Number(port) }),
    });
  }
  return jumps;
}
