/**
 * An approved action in the form in which it is typed: the token of a registration is put in its place here,
 * at the last moment, and stands nowhere else.
 */
import { type Action, TOKEN } from "@reroot/core";
import { failed, type Result, success } from "@reroot/pki";

export type TypedAction =
  | { readonly kind: "exec"; readonly command: string; readonly typed: string }
  | { readonly kind: "configure"; readonly lines: readonly string[]; readonly comment: string };

export type TypingFailure =
  /** The plan registers a device, and no token was handed in. */
  | { readonly code: "change/token-missing" }
  /** What was handed in as a token cannot be one: it would not be one word. */
  | { readonly code: "change/token-unusable" };

export function typedExec(
  { command }: Action & { readonly kind: "exec" },
  token: string | undefined,
): Result<TypedAction & { readonly kind: "exec" }, TypingFailure> {
  if (!command.includes(TOKEN)) return success({ kind: "exec", command, typed: command });
  if (token === undefined) return failed({ code: "change/token-missing" });
  // Tokens are base64 with `%` escapes; a question mark would call for help in the middle of the line.
  if (!/^[A-Za-z0-9+/=_.~%-]{8,1024}$/.test(token)) return failed({ code: "change/token-unusable" });
  return success({ kind: "exec", command, typed: command.replace(TOKEN, () => token) });
}
