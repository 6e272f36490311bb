/** How careful a plan is to be: a policy file, and options that outweigh single settings of it. */
import { DEFAULT_POLICY, type Policy, readPolicy } from "@reroot/core";
import { type Command, Option } from "commander";
import { readText } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import { policyFailureInWords } from "../words/policy-failure.js";
import { asSentence } from "../words/words.js";
import type { World } from "../world.js";
import { wholeNumber } from "./command.js";

export interface PolicyOptions {
  readonly author: string;
  readonly policy?: string;
  readonly canary?: number;
  readonly waveSize?: number;
  readonly concurrency?: number;
  readonly failuresAllowed?: number;
  readonly soakSeconds?: number;
}

export function withPolicyOptions(command: Command): Command {
  const { waves, pace, gate } = DEFAULT_POLICY;
  const number = (flags: string, text: string, most: number, usual: unknown, least = 0) =>
    new Option(flags, `${text} (default: ${usual})`).argParser(wholeNumber(least, most));
  return command
    .option("--policy <file>", "how careful to be, as YAML; docs/policy.md has an example for each need")
    .addOption(number("--canary <n>", "devices in the first wave", 10_000, waves.canary, 1))
    .addOption(number("--wave-size <n>", "devices in each later wave", 100_000, waves.sizes[0], 1))
    .addOption(number("--concurrency <n>", "devices worked on at the same time", 1_000, pace.concurrency, 1))
    .addOption(
      number("--failures-allowed <n>", "devices of a wave that may fail", 100_000, gate.failuresAllowed),
    )
    .addOption(number("--soak-seconds <n>", "quiet time after each wave", 604_800, gate.soakSeconds));
}

/** @throws {Refusal} with the line at fault. */
export async function policyFor(world: World, options: PolicyOptions, at: Date): Promise<Policy> {
  const { author, policy: file, canary, waveSize, concurrency, failuresAllowed, soakSeconds } = options;
  const base = file === undefined ? { ...DEFAULT_POLICY, author } : await fromFile(world, file, author, at);
  const { waves, pace, gate } = base;
  return {
    ...base,
    waves: {
      ...waves,
      ...(canary !== undefined && { canary }),
      ...(waveSize !== undefined && { sizes: [waveSize] }),
    },
    pace: { ...pace, ...(concurrency !== undefined && { concurrency }) },
    gate: {
      ...gate,
      ...(failuresAllowed !== undefined && { failuresAllowed }),
      ...(soakSeconds !== undefined && { soakSeconds }),
    },
  };
}

async function fromFile(world: World, file: string, author: string, at: Date): Promise<Policy> {
  const read = readPolicy(await readText(world.directory, file), file, author, at);
  if (read.ok) return read.value;
  const { sentence, advice } = policyFailureInWords(read.failure);
  throw new Refusal({ sentence: asSentence(sentence), place: file, ...(advice && { advice }) });
}
