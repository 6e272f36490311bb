/** Keys with which a user logs in: imported from a file that was copied to the router. */
import { readPublicKey } from "../../ssh/ssh2.js";
import { type CommandContext, type CommandTable, changes } from "../command.js";
import { typedPath } from "../typed-path.js";

export const KEY_COMMANDS: CommandTable = [
  ["crypto key import authentication rsa <path>", changes(importKey)],
  ["crypto key import authentication ed25519 <path>", changes(importKey)],
  ["crypto key import authentication ecdsa <path>", changes(importKey)],
];

/** A device wants the key in a file of its own; a line as ssh-keygen writes it will do here. */
function importKey({ router, parameters }: CommandContext): string[] {
  const path = typedPath(parameters.path!);
  const file = path && router.files.read(path);
  if (file === undefined) return ["% No such file or directory"];
  const line = Buffer.from(file.content).toString("utf8").trim();
  if (line.includes("\n") || readPublicKey(line) === undefined) return ["% This file holds no public key"];
  if (!router.authorizedKeys.includes(line)) router.authorizedKeys.push(line);
  return [];
}
