/**
 * Sends one file by SFTP (draft-ietf-secsh-filexfer-02), written from the beginning, so that what an earlier
 * attempt left of it is replaced. That every write and the closing were acknowledged is all that it says.
 */
/// <reference path="./ssh2.d.ts" />
import type { SftpChannel, SftpError } from "ssh2";
import type { SshConnection } from "./ssh.js";
import { spellingsOf, type UploadEnd, type UploadOrder, unlessSilent } from "./upload.js";

// Servers must take packets of this size (section 3); several may be under way at once.
const CHUNK_BYTES = 32_768;
const CHUNKS_AT_ONCE = 8;

// Section 7.
const NO_SUCH_FILE = 2;
const UNSUPPORTED = 8;

/** Leaves the connection open: it is the caller's. */
export async function uploadBySftp(connection: SshConnection, order: UploadOrder): Promise<UploadEnd> {
  let files: SftpChannel | undefined;
  try {
    const opened = await unlessSilent(connection.openFiles(), order.silenceMs);
    if (!opened.ok) return { end: "not-offered", detail: "the device does not take SFTP" };
    files = opened.value;
    files.on("error", () => {});
    return await uploadThrough(files, order);
  } catch (error) {
    return endOf(error);
  } finally {
    files?.end();
  }
}

async function uploadThrough(files: SftpChannel, order: UploadOrder): Promise<UploadEnd> {
  let unknownPlace = "";
  for (const path of spellingsOf(order.path)) {
    const handle = await settled<Buffer>(order, (done) => files.open(path, "w", done)).catch((error) => {
      const { code, message } = error as SftpError;
      if (code !== NO_SUCH_FILE && code !== UNSUPPORTED) throw error;
      unknownPlace = message;
      return undefined;
    });
    if (!handle) continue;
    await writeAll(files, handle, order);
    await settled<void>(order, (done) => files.close(handle, done));
    return { end: "stored", path };
  }
  return { end: "not-offered", detail: `by SFTP the device knows no ${order.path} (${unknownPlace})` };
}

async function writeAll(files: SftpChannel, handle: Buffer, order: UploadOrder): Promise<void> {
  const bytes = Buffer.from(order.content);
  let next = 0;
  const writer = async () => {
    for (let at = next; at < bytes.length; at = next) {
      const length = Math.min(CHUNK_BYTES, bytes.length - at);
      next = at + length;
      await settled<void>(order, (done) => files.write(handle, bytes, at, length, at, done));
    }
  };
  await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, writer));
}

function settled<T>(
  { silenceMs }: UploadOrder,
  ask: (done: (error: SftpError | undefined | null, value?: T) => void) => void,
): Promise<T> {
  const answer = new Promise<T>((resolve, reject) =>
    ask((error, value) => (error ? reject(error) : resolve(value as T))),
  );
  return unlessSilent(answer, silenceMs);
}

/** A status is the device's own word; anything else means that it can no longer be asked. */
function endOf(error: unknown): UploadEnd {
  const { code, message } = error as SftpError;
  return typeof code === "number" ? { end: "refused", text: message } : { end: "broken", detail: message };
}
