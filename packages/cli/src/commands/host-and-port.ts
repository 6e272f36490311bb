/** A server as a user names it: `host`, `host:port`, `192.0.2.1:443`, `[2001:db8::1]:443`. */
import { Refusal } from "../refusal.js";

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** @throws {Refusal} for what is none. */
export function hostAndPort(given: string, defaultPort: number): HostAndPort {
  const form =
    /^(?:\[([0-9a-f:.]+)\]|([^:\s/@[\]]+)|([0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*))(?::(\d{1,5}))?$/i.exec(given);
  const host = form?.[1] ?? form?.[2] ?? form?.[3];
  const port = form?.[4] === undefined ? defaultPort : Number(form[4]);
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  throw new Refusal({
    sentence: `"${given}" is not a server.`,
    advice: "Give a name or an address, with :PORT where it is not 443, and without https://.",
  });
}
