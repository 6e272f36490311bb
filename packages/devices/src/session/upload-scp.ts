/**
 * Sends one file by the old SCP protocol, as `scp -t` on the device takes it: each record is answered by a zero
 * byte, or by 1 or 2 and a line that says what is wrong.
 */
import type { Duplex } from "node:stream";
import type { SshConnection } from "./ssh.js";
import { spellingsOf, type UploadEnd, type UploadOrder, unlessSilent } from "./upload.js";

/** Leaves the connection open: it is the caller's. The path must hold nothing that a shell would read otherwise. */
export async function uploadByScp(connection: SshConnection, order: UploadOrder): Promise<UploadEnd> {
  const [, path = ""] = spellingsOf(order.path);
  if (!/^[\w:/.-]+$/.test(path)) throw new TypeError(`not a path for scp: ${path}`);
  let stream: Duplex | undefined;
  try {
    const opened = await unlessSilent(connection.openCommand(`scp -t ${path}`), order.silenceMs);
    if (!opened.ok) return { end: "not-offered", detail: "the device does not take SCP" };
    stream = opened.value;
    return await send(stream, path, order);
  } catch (error) {
    return error instanceof Complaint
      ? { end: "refused", text: error.message }
      : { end: "broken", detail: (error as Error).message };
  } finally {
    stream?.destroy();
  }
}

async function send(stream: Duplex, path: string, order: UploadOrder): Promise<UploadEnd> {
  const answers = answersOf(stream);
  const acknowledged = () => unlessSilent(answers.next(), order.silenceMs);
  await acknowledged();
  stream.write(`C0644 ${order.content.length} ${path.split("/").at(-1)}\n`);
  await acknowledged();
  await written(stream, order);
  stream.write(Uint8Array.of(0));
  await acknowledged();
  stream.end();
  return { end: "stored", path };
}

const CHUNK_BYTES = 65_536;

async function written(stream: Duplex, { content, silenceMs }: UploadOrder): Promise<void> {
  for (let at = 0; at < content.length; at += CHUNK_BYTES) {
    const chunk = content.subarray(at, at + CHUNK_BYTES);
    const taken = new Promise<void>((resolve, reject) =>
      stream.write(chunk, (error) => (error ? reject(error) : resolve())),
    );
    await unlessSilent(taken, silenceMs);
  }
}

/** What the device complained of, in its own words. */
class Complaint extends Error {}

interface Answers {
  /** Resolves at the next zero byte. */
  next(): Promise<void>;
}

const LONGEST_COMPLAINT = 1_024;

function answersOf(stream: Duplex): Answers {
  let held = Buffer.alloc(0);
  let hasEnded = false;
  let look = () => {};
  stream.on("data", (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    look();
  });
  for (const event of ["end", "close", "error"]) {
    stream.on(event, () => {
      hasEnded = true;
      look();
    });
  }
  return {
    next: () =>
      new Promise((resolve, reject) => {
        look = () => {
          const [first] = held;
          const end = held.indexOf(0x0a);
          if (first === 0) {
            held = held.subarray(1);
            resolve();
          } else if (first !== undefined && (end >= 0 || hasEnded || held.length > LONGEST_COMPLAINT)) {
            reject(new Complaint(complaintText(held.subarray(first > 2 ? 0 : 1, end < 0 ? undefined : end))));
          } else if (hasEnded) reject(new Error("the device ended the transfer"));
        };
        look();
      }),
  };
}

function complaintText(bytes: Buffer): string {
  return bytes
    .toString("utf8")
    .replace(/[^\x20-\x7e]/g, " ")
    .replace(/^scp: /, "")
    .trim()
    .slice(0, 400);
}
