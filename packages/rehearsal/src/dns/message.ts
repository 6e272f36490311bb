/**
 * DNS messages (RFC 1035 section 4), as far as a lab asks and answers: one question, A records. Names are bounded and
 * compression pointers only lead backwards, so that nothing hostile can make reading them endless.
 */

export interface DnsQuestion {
  readonly id: number;
  /** Lower case, without the final dot. */
  readonly name: string;
  /** RFC 1035 section 3.2.2; 1 is A. */
  readonly type: number;
  readonly recursionDesired: boolean;
}

export type DnsOutcome = "no-error" | "server-failure" | "name-error" | "refused";

export interface DnsAnswer {
  readonly id: number;
  readonly outcome: DnsOutcome;
  readonly isTruncated: boolean;
  /** IPv4, dotted. */
  readonly addresses: readonly string[];
}

export const TYPE_A = 1;

const CLASS_INTERNET = 1;
const HEADER_BYTES = 12;
/** Section 4.1.1: the RCODE of each outcome. */
const RESPONSE_CODES: Readonly<Record<DnsOutcome, number>> = {
  "no-error": 0,
  "server-failure": 2,
  "name-error": 3,
  refused: 5,
};

/** Undefined where the bytes are no single standard question. */
export function readQuestion(bytes: Buffer): DnsQuestion | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const flags = bytes.readUInt16BE(2);
  const isStandardQuery = (flags & 0xf800) === 0;
  if (!isStandardQuery || bytes.readUInt16BE(4) !== 1) return undefined;
  const named = readName(bytes, HEADER_BYTES);
  if (named === undefined || named.end + 4 > bytes.length) return undefined;
  if (bytes.readUInt16BE(named.end + 2) !== CLASS_INTERNET) return undefined;
  return {
    id: bytes.readUInt16BE(0),
    name: named.name,
    type: bytes.readUInt16BE(named.end),
    recursionDesired: (flags & 0x0100) !== 0,
  };
}

/** Throws RangeError for a name that DNS cannot carry (RFC 1035 section 2.3.4). */
export function writeQuestion({ id, name, type, recursionDesired }: DnsQuestion): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(recursionDesired ? 0x0100 : 0, 2);
  header.writeUInt16BE(1, 4);
  return Buffer.concat([header, question(name, type)]);
}

export function writeAnswer(asked: DnsQuestion, answer: Omit<DnsAnswer, "id">): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(asked.id, 0);
  // A response, authoritative, recursion available.
  const flags = 0x8480 | (answer.isTruncated ? 0x0200 : 0) | (asked.recursionDesired ? 0x0100 : 0);
  header.writeUInt16BE(flags | RESPONSE_CODES[answer.outcome], 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answer.addresses.length, 6);
  return Buffer.concat([header, question(asked.name, asked.type), ...answer.addresses.map(addressRecord)]);
}

/** Undefined where the bytes are no answer that can be read. */
export function readAnswer(bytes: Buffer): DnsAnswer | undefined {
  if (bytes.length < HEADER_BYTES || (bytes[2]! & 0x80) === 0) return undefined;
  const flags = bytes.readUInt16BE(2);
  const found = Object.entries(RESPONSE_CODES).find(([, code]) => code === (flags & 0x000f));
  const named = bytes.readUInt16BE(4) === 1 ? readName(bytes, HEADER_BYTES) : undefined;
  if (named === undefined) return undefined;
  const addresses = readAddresses(bytes, named.end + 4, bytes.readUInt16BE(6));
  if (addresses === undefined) return undefined;
  const outcome = (found?.[0] ?? "server-failure") as DnsOutcome;
  return { id: bytes.readUInt16BE(0), outcome, isTruncated: (flags & 0x0200) !== 0, addresses };
}

function question(name: string, type: number): Buffer {
  const end = Buffer.alloc(4);
  end.writeUInt16BE(type, 0);
  end.writeUInt16BE(CLASS_INTERNET, 2);
  return Buffer.concat([writeName(name), end]);
}

const TIME_TO_LIVE_S = 60;

/** A record of type A for the name of the question, to which the pointer leads (section 4.1.4). */
function addressRecord(address: string): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(CLASS_INTERNET, 4);
  record.writeUInt32BE(TIME_TO_LIVE_S, 6);
  record.writeUInt16BE(4, 10);
  record.set(address.split(".").map(Number), 12);
  return record;
}

function readAddresses(bytes: Buffer, start: number, count: number): string[] | undefined {
  const addresses: string[] = [];
  let at = start;
  for (let record = 0; record < count; record += 1) {
    const named = readName(bytes, at);
    if (named === undefined || named.end + 10 > bytes.length) return undefined;
    const type = bytes.readUInt16BE(named.end);
    const length = bytes.readUInt16BE(named.end + 8);
    const data = bytes.subarray(named.end + 10, named.end + 10 + length);
    if (data.length < length) return undefined;
    if (type === TYPE_A && length === 4) addresses.push([...data].join("."));
    at = named.end + 10 + length;
  }
  return addresses;
}

const MAXIMUM_NAME = 255;
const MAXIMUM_LABEL = 63;

function writeName(name: string): Buffer {
  const labels = name.split(".").filter((label) => label !== "");
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label, "latin1");
    if (bytes.length > MAXIMUM_LABEL) throw new RangeError(`a label of the name ${name} is too long`);
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
  });
  const written = Buffer.concat([...parts, Buffer.of(0)]);
  if (written.length > MAXIMUM_NAME) throw new RangeError(`the name ${name} is too long`);
  return written;
}

/** The name at an offset, and where what follows it begins. */
function readName(bytes: Buffer, start: number): { readonly name: string; readonly end: number } | undefined {
  const labels: string[] = [];
  let end: number | undefined;
  let total = 0;
  for (let at = start; ; ) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return { name: labels.join(".").toLowerCase(), end: end ?? at + 1 };
    if (length >= 0xc0) {
      if (at + 1 >= bytes.length) return undefined;
      const target = bytes.readUInt16BE(at) & 0x3fff;
      // Only backwards, so that no chain of pointers is endless.
      if (target >= at) return undefined;
      end ??= at + 2;
      at = target;
      continue;
    }
    total += length + 1;
    if (length > MAXIMUM_LABEL || total >= MAXIMUM_NAME || at + 1 + length > bytes.length) return undefined;
    labels.push(bytes.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
}
