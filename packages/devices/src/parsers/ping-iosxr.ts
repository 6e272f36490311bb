/** `ping HOST` of IOS XR: how many of the packets came back. */
import { type Result, success } from "@reroot/pki";
import { cutShort, notThisCommand, type ParseFailure } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface PingAnswer {
  /** As the device resolved it. */
  readonly address: string;
  readonly sent: number;
  readonly received: number;
}

const COMMAND = "ping";
const SENDING = /^Sending \d{1,9}, \d{1,6}-byte ICMP Echos to (\S{1,64}?)(?:,|\s|$)/i;
const RATE = /^Success rate is \d{1,3} percent \((\d{1,9})\/(\d{1,9})\)/i;

export const pingXr = defineParser<PingAnswer>({
  platforms: ["iosxr"],
  command: COMMAND,
  takesArguments: true,
  read,
});

function read(lines: OutputLines): Result<PingAnswer, ParseFailure> {
  const [first] = lines;
  const address = firstIn(lines, SENDING)?.[1];
  if (address === undefined) return notThisCommand(first, COMMAND);
  const rate = firstIn(lines, RATE);
  if (!rate) return cutShort(lines.at(-1) ?? first, "success rate");
  return success({ address, sent: Number(rate[2]), received: Number(rate[1]) });
}

function firstIn(lines: OutputLines, pattern: RegExp): RegExpExecArray | undefined {
  for (const { text } of lines) {
    const found = pattern.exec(text.trim());
    if (found) return found;
  }
  return undefined;
}
