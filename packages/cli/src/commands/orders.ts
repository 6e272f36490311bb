/** Orders while a rollout is under way: `pause`, `resume`, `cancel`, `skip`, `retry`. Each is journalled, with who and why. */
import os from "node:os";
import type { Order } from "@reroot/engine";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { type StateOptions, withStateOption } from "../flow/the-database.js";
import { orRefuse, withRecord } from "../flow/with-record.js";
import { toned } from "../terminal/tone.js";
import type { Run } from "./command.js";

interface Options extends StateOptions {
  readonly by?: string;
  readonly why?: string;
  readonly labNotice?: string;
  readonly acceptDifferences?: true;
}

const OF_ALL = {
  pause: "begin nothing more in a rollout until it is resumed; what was sent is finished",
  resume: "let a paused rollout go on",
  cancel: "end a rollout: devices under way are brought to an end as they stand, no other is begun",
} as const;

const OF_ONE = {
  skip: "pass over one device of a rollout, for good",
  retry: "try a device again that was held or failed; a gate that it had closed opens again",
} as const;

const DONE: Record<Order["order"], string> = {
  pause: "paused",
  resume: "resumed",
  cancel: "cancelled",
  skip: "skipped",
  retry: "to be tried again",
};

export function orderCommands(run: Run): readonly Command[] {
  const all = (["pause", "resume", "cancel"] as const).map((order) =>
    withOptions(new Command(order).description(OF_ALL[order]).argument("[rollout]", WHICH)).action(
      run((desk, rollout: string | undefined, options: Options) => give(desk, rollout, { order }, options)),
    ),
  );
  const one = (["skip", "retry"] as const).map((order) =>
    withAcceptance(
      order,
      new Command(order)
        .description(OF_ONE[order])
        .argument("<device>", "its name in the plan")
        .argument("[rollout]", WHICH),
    ).action(
      run((desk, device: string, rollout: string | undefined, options: Options) => {
        const accept = options.acceptDifferences ? { accept: "differences" as const } : {};
        return give(desk, rollout, { order, device, ...accept }, options);
      }),
    ),
  );
  return [...all, ...one];
}

const WHICH = "a rollout's name, or the beginning of it (default: the one that goes on)";

function withAcceptance(order: "skip" | "retry", command: Command): Command {
  const one = withOptions(command);
  if (order === "skip") return one;
  return one.option(
    "--accept-differences",
    "what differed from its rehearsal when it was stopped holds it no more; whoever orders it must be an approver",
  );
}

function withOptions(command: Command): Command {
  return withStateOption(command)
    .option("--by <name>", "who orders it (default: your name on this machine)")
    .option("--why <text>", "why, for the journal")
    .option("--lab-notice <file>", "the notice of a lab, where the rollout is in one: orders at lab time");
}

async function give(
  desk: Desk,
  given: string | undefined,
  order: Order,
  options: Options,
): Promise<ExitCode> {
  const { world, out } = desk;
  // A soak counts from a skip too: at the rollout's own time.
  const { now } = await surroundingsOf(world, options.labNotice);
  return withRecord(world, options, async (record) => {
    const rollout = orRefuse(await record.find(given));
    const by = options.by?.trim() || os.userInfo().username;
    const at = now().toISOString();
    const ordered = { by, at, ...(options.why !== undefined && { why: options.why }) };
    orRefuse(await record.order(rollout, order, ordered));
    if (desk.json) out.json({ rollout, ...order, ...ordered });
    else
      out.line(toned("good", "device" in order ? order.device : rollout), `  ${DONE[order.order]} by ${by}`);
    return EXIT.fine;
  });
}
