/** Keys with which a user logs in: imported from a file that was copied to the router. */
import { readPublicKey } from "../../ssh/ssh2.js";
import { type CommandContext, type CommandTable, changes } from "../command.js";
import { typedPath } from "../typed-path.js";

const KINDS = ["rsa", "ed25519", "ecdsa", "dsa"];

export const KEY_COMMANDS: CommandTable = KINDS.flatMap(
  (kind): CommandTable => [
    [`crypto key import authentication ${kind} <path>`, changes(importKey)],
    [`crypto key import authentication ${kind} username <user> <path>`, changes(importKey)],
  ],
);

/** Whoever it is said to be for: the lab knows one user. */
function importKey({ router, parameters, user }: CommandContext): string[] {
  const owner = parameters.user ?? user;
  if (owner !== user) return [`% There is no user ${owner}`];
  const path = typedPath(parameters.path!);
  const file = path && router.files.read(path);
  if (file === undefined) return ["% No such file or directory"];
  const line = keyLine(Buffer.from(file.content));
  if (line === undefined) return ["% This file holds no public key"];
  if (!router.authorizedKeys.includes(line)) router.authorizedKeys.push(line);
  return [];
}

/**
 * The vendor's guide has the base64 of a public key decoded into a file (`cut -d" " -f2 key.pub | base64 -d`); the
 * base64 itself, and a line as ssh-keygen writes it, will do here as well.
 */
function keyLine(content: Buffer): string | undefined {
  const text = content.toString("latin1").trim();
  const isEncoded = /^[A-Za-z0-9+/=\s]+$/.test(text);
  const blob = isEncoded ? Buffer.from(text, "base64") : content;
  const candidates = [text, `${kindOf(blob)} ${blob.toString("base64")}`];
  return candidates.find((line) => !/[\r\n]/.test(line) && readPublicKey(line) !== undefined);
}

/** The first string of a public key (RFC 4253 section 6.6) says what it is. */
function kindOf(blob: Buffer): string {
  const length = blob.length > 4 ? blob.readUInt32BE() : 0;
  return blob.subarray(4, 4 + Math.min(length, 64)).toString("latin1");
}
