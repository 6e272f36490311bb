/**
 * What licensing and Call Home answer. The vendor's message bodies are not public: these are the lab's own dialect,
 * `lab-cloud/1`, and say so in every message. Paths and status codes are as on real servers.
 */
import type { IncomingMessage } from "node:http";
import type { CloudAnswer, CloudMessage } from "../router/contact.js";
import type { SmartAccounts } from "./accounts.js";

/** An HTTP status instead of an answer, or an answer with nothing in it. */
export type Misbehaviour = { readonly status: number } | "empty";

/** A Call Home message as it arrived. */
export interface CallHomeEntry {
  readonly sequence: number;
  /** Lab time, ISO 8601. */
  readonly at: string;
  readonly host: string;
  readonly device: string;
  readonly message: string;
  /** The body, in the lab's own dialect. */
  readonly body: CloudMessage;
}

export interface ServiceReply {
  readonly status: number;
  readonly body: string;
  /** What the message was about; absent where the body was none. */
  readonly message?: string;
}

export interface LicensingServiceParts {
  readonly accounts: SmartAccounts;
  /** How the cloud misbehaves towards a device, if it does. */
  misbehaviourTowards(device: string, host: string): Misbehaviour | undefined;
}

const MAXIMUM_MESSAGE_BYTES = 1_048_576;
const MAXIMUM_CALL_HOME_MESSAGES = 10_000;

export class LicensingService {
  /** Call Home messages, oldest first; bounded, the oldest go first. */
  readonly callHome: CallHomeEntry[] = [];
  readonly #parts: LicensingServiceParts;
  #sequence = 0;

  constructor(parts: LicensingServiceParts) {
    this.#parts = parts;
  }

  /** `at` is the moment of lab time at which the message came. */
  async answer(host: string, request: IncomingMessage, at: Date): Promise<ServiceReply> {
    if (request.method !== "POST") return { status: 405, body: "" };
    const message = parseMessage(await bodyOf(request));
    if (message === undefined) return { status: 400, body: "" };
    const misbehaviour = this.#parts.misbehaviourTowards(message.device.name, host);
    if (misbehaviour === "empty") return { status: 200, body: "", message: message.message };
    if (misbehaviour !== undefined)
      return { status: misbehaviour.status, body: "", message: message.message };
    const reply = message.message.startsWith("call-home")
      ? this.#takeIn(host, message, at)
      : this.#license(message, at);
    const answer: CloudAnswer = { dialect: "lab-cloud/1", ...reply };
    return { status: 200, body: JSON.stringify(answer), message: message.message };
  }

  #takeIn(host: string, message: CloudMessage, at: Date): Omit<CloudAnswer, "dialect"> {
    this.#sequence += 1;
    // The body itself is kept, so that a test can ask for what was really sent.
    this.callHome.push({
      sequence: this.#sequence,
      at: at.toISOString(),
      host,
      device: message.device.name,
      message: message.message,
      body: message,
    });
    if (this.callHome.length > MAXIMUM_CALL_HOME_MESSAGES)
      this.callHome.splice(0, MAXIMUM_CALL_HOME_MESSAGES / 10);
    return { result: "accepted" };
  }

  #license({ message, device, idToken }: CloudMessage, at: Date): Omit<CloudAnswer, "dialect"> {
    const { accounts } = this.#parts;
    if (message === "registration") {
      const { name, productId, serialNumber } = device;
      const outcome = accounts.register({ name, productId, serialNumber }, idToken, at);
      if ("refused" in outcome) return { result: "invalid-token", reason: outcome.refused };
      return { result: "accepted", compliance: outcome.compliance };
    }
    const compliance = accounts.contact(device.name, at);
    if (compliance === undefined) return { result: "unknown-device" };
    if (message === "deregistration") accounts.remove(device.name);
    return { result: "accepted", compliance };
  }
}

/** Empty for a body that is too large, or that ends before its time. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAXIMUM_MESSAGE_BYTES) return "";
      chunks.push(chunk);
    }
  } catch {
    return "";
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseMessage(body: string): CloudMessage | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null) return undefined;
    const { dialect, message, device, idToken } = value as Partial<CloudMessage>;
    const isOurs = dialect === "lab-cloud/1" && typeof message === "string";
    const isNamed = [device?.name, device?.productId, device?.serialNumber].every(
      (part) => typeof part === "string",
    );
    const isTokenText = idToken === undefined || typeof idToken === "string";
    return isOurs && isNamed && isTokenText ? (value as CloudMessage) : undefined;
  } catch {
    return undefined;
  }
}
