/**
 * The old SCP protocol, both directions (`scp -t` receives, `scp -f` sends), for one file at a time: what OpenSSH's
 * `scp -O` and most network libraries speak on a second connection. Each record is answered by a zero byte; an error
 * is a one byte followed by a line.
 */
import { type FilePath, MAXIMUM_FILE_BYTES, pathText } from "../router/files.js";
import type { EmulatedRouter } from "../router/router.js";
import { typedPath } from "../terminal/typed-path.js";
import type { SshChannel } from "./ssh2.js";

export async function runScp(router: EmulatedRouter, channel: SshChannel, command: string): Promise<void> {
  channel.on("error", () => channel.destroy());
  const words = command.trim().split(/\s+/).slice(1);
  const path = typedPath(
    (words.filter((word) => !word.startsWith("-")).at(-1) ?? "").replace(/^'(.*)'$/, "$1"),
  );
  const has = (letter: string) => words.some((word) => word.startsWith("-") && word.includes(letter));
  const reader = new ByteReader(channel);
  const error =
    path === undefined
      ? "invalid path"
      : await (has("t")
          ? receive(router, channel, reader, path)
          : send(router, channel, reader, path, has("p") ? "with-times" : "without-times"));
  if (error !== undefined && channel.writable) channel.write(`\x01scp: ${error}\n`);
  if (!channel.writable) return;
  channel.exit(error === undefined ? 0 : 1);
  channel.end();
  channel.close();
}

/** Undefined on success, else what went wrong. */
async function receive(
  router: EmulatedRouter,
  channel: SshChannel,
  reader: ByteReader,
  path: FilePath,
): Promise<string | undefined> {
  acknowledge(channel);
  for (;;) {
    const record = await reader.line();
    if (record === undefined) return undefined;
    // Times (T) precede the file; E ends a folder.
    if (record.startsWith("T") || record.startsWith("E")) {
      acknowledge(channel);
      continue;
    }
    const [, size, name] = /^C\d{4} (\d+) (.+)$/.exec(record) ?? [];
    if (size === undefined || name === undefined) return `protocol error: ${record.slice(0, 40)}`;
    if (Number(size) > MAXIMUM_FILE_BYTES) return "No space left on device";
    acknowledge(channel);
    const content = await reader.bytes(Number(size));
    if (content === undefined) return "lost connection";
    await reader.bytes(1);
    const target = router.files.isFolder(path)
      ? { ...path, path: [path.path, name].filter(Boolean).join("/") }
      : path;
    const refusal = refusalOf(router);
    if (refusal !== undefined) return refusal;
    const done = router.told(`copy to ${pathText(target)}`);
    const isStored = router.files.write(target, content, router.now());
    done();
    if (!isStored) return "No space left on device";
    acknowledge(channel);
  }
}

async function send(
  router: EmulatedRouter,
  channel: SshChannel,
  reader: ByteReader,
  path: FilePath,
  times: "with-times" | "without-times",
): Promise<string | undefined> {
  const file = router.files.read(path);
  if (file === undefined) return "No such file or directory";
  await reader.bytes(1);
  // With `-p`, which libssh2 always gives, its times precede the file.
  if (times === "with-times") {
    const seconds = Math.floor(file.modifiedAt.getTime() / 1_000);
    channel.write(`T${seconds} 0 ${seconds} 0\n`);
    await reader.bytes(1);
  }
  channel.write(`C0644 ${file.content.length} ${path.path.split("/").at(-1)}\n`);
  await reader.bytes(1);
  channel.write(Buffer.from(file.content));
  acknowledge(channel);
  await reader.bytes(1);
  return undefined;
}

/** Why a file cannot be stored, by the faults that forbid it. */
export function refusalOf(router: EmulatedRouter): string | undefined {
  if (router.fault("read-only-user") !== undefined) return "Permission denied";
  return router.fault("disk-full") === undefined ? undefined : "No space left on device";
}

function acknowledge(channel: SshChannel): void {
  channel.write(Uint8Array.of(0));
}

/** Bytes of a channel by count or by line; undefined once the channel has ended. */
class ByteReader {
  #held = Buffer.alloc(0);
  #hasEnded = false;
  #wake: (() => void) | undefined;
  readonly #chunks: Buffer[] = [];
  #chunkBytes = 0;

  constructor(channel: SshChannel) {
    channel.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#chunkBytes += chunk.length;
      this.#wake?.();
    });
    const end = () => {
      this.#hasEnded = true;
      this.#wake?.();
    };
    channel.once("end", end);
    channel.once("close", end);
  }

  async bytes(count: number): Promise<Buffer | undefined> {
    while (this.#held.length + this.#chunkBytes < count) {
      if (this.#hasEnded) return undefined;
      await this.#more();
    }
    this.#gather();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async line(): Promise<string | undefined> {
    for (;;) {
      this.#gather();
      const end = this.#held.indexOf(0x0a);
      if (end !== -1) {
        const line = this.#held.subarray(0, end).toString("utf8");
        this.#held = this.#held.subarray(end + 1);
        return line;
      }
      if (this.#hasEnded || this.#held.length > 4_096) return undefined;
      await this.#more();
    }
  }

  #gather(): void {
    if (this.#chunkBytes === 0) return;
    this.#held = Buffer.concat([this.#held, ...this.#chunks]);
    this.#chunks.length = 0;
    this.#chunkBytes = 0;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
