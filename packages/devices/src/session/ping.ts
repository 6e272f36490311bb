/**
 * The one command with parts of its own that a reading session may type: a ping that is over in at most
 * half a minute. The host must be an address or a full name: no keyword of `ping` holds a dot or a colon.
 */

export interface Ping {
  readonly host: string;
  /** 1 to 5. */
  readonly count: number;
  /** For each, in seconds; 1 to 5. */
  readonly timeoutSeconds: number;
}

/** As IOS XR takes it: `ping 192.0.2.1 count 3 timeout 2`. */
export type PingLine = `ping ${string} count ${number} timeout ${number}`;

const NAME = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const HOST = `(?:${NAME}(?:\\.${NAME}){1,10}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})`;
const LINE = new RegExp(`^ping ${HOST} count [1-5] timeout [1-5]$`);

export function pingLine({ host, count, timeoutSeconds }: Ping): PingLine | undefined {
  const line: PingLine = `ping ${host} count ${count} timeout ${timeoutSeconds}`;
  return isPingLine(line) ? line : undefined;
}

export function isPingLine(line: string): line is PingLine {
  return line.length <= 300 && LINE.test(line) && !line.includes("\n");
}
