/**
 * Downloads one file to `FILE.part`, and goes on where an earlier attempt stopped. What was begun is gone on
 * with only if the server says that it is still the same file (RFC 9110, section 13.1.5), and only from
 * exactly where it stopped. It does not judge the content; whoever asked moves the part to its name.
 */
import { open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { failed, type Result, success } from "@reroot/pki";
import { asRefusal } from "../files/read-file.js";
import { type Answer, getFollowing, type HttpFailure, type HttpLimits, readAll, Watch } from "./http-get.js";

export interface DownloadOrder {
  readonly url: string;
  /** Where the bytes go; a note beside it, `.json`, says which file they are of. */
  readonly part: string;
  readonly resume: boolean;
  readonly limits: HttpLimits;
  /** Called with the number of bytes so far. */
  readonly watch?: (bytes: number) => void;
}

export interface Downloaded {
  /** Where it came from in the end. */
  readonly url: string;
  readonly bytes: number;
  /** The bytes that an earlier attempt had left; 0 where it began anew. */
  readonly resumedAt: number;
}

/** @throws {Refusal} for what the file system did; never rejects for what the server or the network did. */
export async function download(order: DownloadOrder): Promise<Result<Downloaded, HttpFailure>> {
  const watch = new Watch(order.limits);
  try {
    const begun = order.resume ? await beginningOf(order) : undefined;
    const answer = await getFollowing(order.url, begun ? rangeHeaders(begun) : {}, watch);
    if (!answer.ok) return answer;
    if (begun && continues(answer.value, begun)) return await store(order, answer.value, watch, begun.bytes);
    if (answer.value.status === 200) return await store(order, answer.value, watch, 0);
    await answer.value.discard();
    // A range that does not fit says that what was begun is of no use: once more, from the beginning.
    if (!begun) return failed({ code: "fetch/refused-by-server", status: answer.value.status });
    await forget(order.part);
    return await download({ ...order, resume: false });
  } catch (error) {
    throw asRefusal(error, order.part);
  } finally {
    watch.end();
  }
}

/** Takes the part and its note away. */
export async function forget(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(noteOf(part), { force: true });
}

/** Of which file a part is the beginning. */
interface Begun {
  readonly url: string;
  /** A strong ETag or a Last-Modified, as the server gave it. */
  readonly validator: string;
  readonly bytes: number;
}

function noteOf(part: string): string {
  return `${part}.json`;
}

/** Undefined where there is nothing to go on with, or nothing says what it is. */
async function beginningOf({ part, url }: DownloadOrder): Promise<Begun | undefined> {
  try {
    const { size } = await stat(part);
    const note: unknown = JSON.parse(await readFile(noteOf(part), "utf8"));
    if (size === 0 || typeof note !== "object" || note === null) return undefined;
    const { url: of, validator } = note as Record<string, unknown>;
    if (of !== url || typeof validator !== "string" || !IN_A_HEADER.test(validator)) return undefined;
    return { url, validator, bytes: size };
  } catch {
    return undefined;
  }
}

const IN_A_HEADER = /^[\x20-\x7e]{1,200}$/;

function rangeHeaders({ bytes, validator }: Begun): Readonly<Record<string, string>> {
  return { range: `bytes=${bytes}-`, "if-range": validator };
}

/** A server must answer with what follows, of the same file (RFC 9110, section 15.3.7). */
function continues({ status, headers }: Answer, { bytes, validator }: Begun): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get("content-range") ?? "");
  if (status !== 206 || !range) return false;
  const isTheRest = Number(range[1]) === bytes && Number(range[2]) + 1 === Number(range[3]);
  const now = validatorOf(headers);
  return isTheRest && (now === undefined || now === validator);
}

async function store(
  order: DownloadOrder,
  answer: Answer,
  watch: Watch,
  from: number,
): Promise<Result<Downloaded, HttpFailure>> {
  const { part, url, limits } = order;
  const length = Number(answer.headers.get("content-length") ?? 0);
  if (from + length > limits.bytes) {
    await answer.discard();
    await forget(part);
    return failed({ code: "fetch/too-large", limit: limits.bytes });
  }
  const validator = validatorOf(answer.headers);
  if (from === 0) {
    await forget(part);
    if (validator !== undefined) await writeFile(noteOf(part), JSON.stringify({ url, validator }));
  }
  const handle = await open(part, from === 0 ? "w" : "a");
  try {
    let bytes = from;
    const take = async (chunk: Uint8Array) => {
      await handle.appendFile(chunk);
      bytes += chunk.length;
      order.watch?.(bytes);
    };
    const read = await readAll(answer, watch, take, from);
    if (!read.ok) {
      if (read.failure.code === "fetch/too-large") await forget(part);
      return read;
    }
    await handle.sync();
    return success({ url: answer.url.href, bytes: read.value, resumedAt: from });
  } finally {
    await handle.close();
  }
}

/** A weak ETag proves nothing for ranges (RFC 9110, section 13.1.5); neither does one of a coded body. */
function validatorOf(headers: Headers): string | undefined {
  if (headers.get("content-encoding") !== null) return undefined;
  const tag = headers.get("etag");
  if (tag !== null && !tag.startsWith("W/")) return tag;
  return headers.get("last-modified") ?? undefined;
}
