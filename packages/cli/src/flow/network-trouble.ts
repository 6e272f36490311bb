/** What went wrong on the way to a server, by the system's own error codes. It knows no protocol above TCP. */

export type NetworkTrouble =
  | "name-not-resolved"
  | "name-servers-silent"
  | "connection-refused"
  | "no-route"
  | "connection-reset"
  | "timed-out"
  | "other";

/** `code` as Node gives it: errno(3) names, and those of getaddrinfo(3). */
export function networkTrouble(code: string | undefined): NetworkTrouble {
  switch (code) {
    case "ENOTFOUND":
    case "ENODATA":
      return "name-not-resolved";
    case "EAI_AGAIN":
      return "name-servers-silent";
    case "ECONNREFUSED":
      return "connection-refused";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EHOSTDOWN":
    case "EADDRNOTAVAIL":
      return "no-route";
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return "connection-reset";
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return "timed-out";
    default:
      return "other";
  }
}

/** The code of the innermost error that has one: `fetch` says only "fetch failed", and why stands below. */
export function codeOf(error: unknown): string | undefined {
  let found: string | undefined;
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && depth < 8; depth++) {
    if ("code" in at && typeof at.code === "string") found = at.code;
    at = at instanceof AggregateError ? (at.errors[0] ?? at.cause) : at.cause;
  }
  return found;
}
