/**
 * Copies the plan's bundle to a device: SFTP first, and the old SCP on a second connection where the device does
 * not offer that. What came over is not judged here: the device is asked for the file's MD5 afterwards.
 */
import { createHash } from "node:crypto";
import type { Action, InventoryDevice, SendOutcome } from "@reroot/core";
import type { Result } from "@reroot/pki";
import { makeTranscript } from "../read/transcript.js";
import type { OpenedConnection } from "../session/open-connection.js";
import { type ConnectFailure, describeFailure } from "../session/session-failure.js";
import type { UploadEnd, UploadOrder } from "../session/upload.js";
import { uploadByScp } from "../session/upload-scp.js";
import { uploadBySftp } from "../session/upload-sftp.js";
import type { ChangeRoom } from "./change-room.js";
import { complaintOf } from "./import-words.js";

type CopyFile = Action & { readonly kind: "copy-file" };

const WAYS = [
  { name: "sftp", upload: uploadBySftp },
  { name: "scp", upload: uploadByScp },
] as const;

/** @throws for a bundle that is not the one that the plan names: that is our own mistake, and nothing is sent. */
export async function uploadBundle(
  device: InventoryDevice,
  action: CopyFile,
  room: ChangeRoom,
): Promise<SendOutcome> {
  const content = bundleOf(action, room);
  const order: UploadOrder = { path: action.path, content, silenceMs: room.access.limits.commandTimeoutMs };
  const said: string[] = [];
  for (const { name, upload } of WAYS) {
    const opened: Result<OpenedConnection, ConnectFailure> = await room.access.openConnection(device);
    if (!opened.ok) {
      // What was said before it came to this is that a way is not offered: nothing lies there either.
      return { result: "not-sent", detail: [...said, describeFailure(opened.failure)].join("; ") };
    }
    const end = await upload(opened.value.connection, order).finally(opened.value.release);
    said.push(`${name}: ${inWords(end, action)}`);
    if (end.end !== "not-offered") return outcomeOf(device, end, said, action, room);
  }
  const text = said.join("; ");
  return {
    result: "refused",
    because: "upload-refused",
    text,
    shownBy: keep(device, said, action, room),
  };
}

function bundleOf({ bytes, sha256, md5, path }: CopyFile, { bundle }: ChangeRoom): Uint8Array {
  const digest = (name: string) =>
    createHash(name)
      .update(bundle ?? "")
      .digest("hex");
  const isApproved =
    bundle?.length === bytes &&
    digest("sha256") === sha256.toLowerCase() &&
    digest("md5") === md5.toLowerCase();
  if (bundle && isApproved) return bundle;
  throw new TypeError(`nothing was sent: the bytes for ${path} are not those of the approved bundle`);
}

function outcomeOf(
  device: InventoryDevice,
  end: UploadEnd,
  said: readonly string[],
  action: CopyFile,
  room: ChangeRoom,
): SendOutcome {
  const shownBy = keep(device, said, action, room);
  switch (end.end) {
    case "stored":
      return { result: "accepted", shownBy };
    case "refused":
    case "not-offered": {
      const text = end.end === "refused" ? end.text : end.detail;
      return { result: "refused", ...complaintOf(text, "upload-refused"), shownBy };
    }
    case "broken":
      return { result: "unknown", detail: `the transfer broke off: ${end.detail}` };
  }
}

/** A transfer has no output of its own: what each way came to is its transcript. */
function keep(
  device: InventoryDevice,
  said: readonly string[],
  action: CopyFile,
  room: ChangeRoom,
): readonly [string] {
  const at = room.now().toISOString();
  const transcript = makeTranscript({
    device: device.name,
    command: `(copy of ${action.bytes} bytes to ${action.path})`,
    output: said.join("\n"),
    at,
  });
  room.deliver(transcript);
  return [transcript.id];
}

function inWords(end: UploadEnd, { bytes, sha256 }: CopyFile): string {
  switch (end.end) {
    case "stored":
      return `${bytes} bytes with the SHA-256 ${sha256} sent and acknowledged, as ${end.path}`;
    case "not-offered":
    case "broken":
      return end.detail;
    case "refused":
      return end.text;
  }
}
