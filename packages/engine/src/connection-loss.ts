/** Tells a lost connection from a wrong statement, by the codes and, where there is none, the words of pg. */

/** PostgreSQL's code of an error (class 08, 57P0x and so on), or Node's. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** The connection went, and not the statement wrong. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined && (/^(08|57P)/.test(code) || /^E[A-Z]+$/.test(code))) return true;
  const message = error instanceof Error ? error.message : "";
  return /connection terminated|connection timeout|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|cut: /i.test(
    message,
  );
}
