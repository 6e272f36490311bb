/**
 * `reroot worker --site NAME`: serves the devices of its sites for every rollout that was left to workers, with
 * this machine's credentials, until it is told to end. It dials out to PostgreSQL and to its devices, and listens
 * on nothing.
 */
import path from "node:path";
import type { ApprovedPlan, Inventory } from "@reroot/core";
import {
  type Database,
  type DatabaseFailure,
  type RolloutWorld,
  rolloutIdOf,
  startEngine,
} from "@reroot/engine";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { makeRunFolder } from "../files/run-folder.js";
import { transcriptFile } from "../files/transcript-file.js";
import { devicePorts } from "../flow/device-ports.js";
import { fetchFile } from "../flow/fetch-file.js";
import { judgeDevices } from "../flow/judge-devices.js";
import { endpointObserver } from "../flow/observe-endpoints.js";
import { recheckBundle } from "../flow/offer-bundle.js";
import { rememberedToken } from "../flow/registration-token.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { type Surroundings, surroundingsOf } from "../flow/surroundings.js";
import { openTheDatabase, type StateOptions, stateFolder, withStateOption } from "../flow/the-database.js";
import { refusalFrom } from "../refusal-from.js";
import { toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { databaseFailureInWords } from "../words/database-failure.js";
import type { Run } from "./command.js";
import {
  type LoginGiven,
  type LoginOptions,
  loginFrom,
  registrationTokenOption,
  withLoginOptions,
} from "./login-options.js";

interface Options extends LoginOptions, StateOptions {
  readonly site: readonly string[];
  readonly labNotice?: string;
  readonly registrationTokenFd?: number;
}

/** What a rollout that is left to workers takes along: addresses and user names, never a secret. */
export interface WorkerContext {
  readonly inventory: Inventory;
  /** The bytes of the plan's bundle, in base64, for devices that are given it as a file. */
  readonly bundle?: string;
}

export function workerCommand(run: Run): Command {
  const command = new Command("worker")
    .description("serve the devices of a site for the rollouts of a shared database, until told to end")
    .requiredOption(
      "--site <names...>",
      "the sites whose devices this machine reaches; `-` for those without",
    )
    .addOption(registrationTokenOption())
    .option("--lab-notice <file>", "the notice of a lab, where rollouts are of one");
  return withLoginOptions(withStateOption(command)).action(run(work));
}

async function work(desk: Desk, options: Options): Promise<ExitCode> {
  const login = await loginFrom(options, [], desk.world);
  const surroundings = await surroundingsOf(desk.world, options.labNotice);
  const database = await openTheDatabase(desk.world, options);
  const tokenFor = rememberedToken(desk.world, options.registrationTokenFd);
  const serving = { desk, options, login, surroundings, tokenFor };
  try {
    return await serve(serving, database);
  } finally {
    await database.close();
  }
}

interface Serving {
  readonly desk: Desk;
  readonly options: Options;
  readonly login: LoginGiven;
  readonly surroundings: Surroundings;
  /** This machine's own: none goes through the database. */
  readonly tokenFor: (approved: ApprovedPlan) => Promise<string | undefined>;
}

async function serve(serving: Serving, database: Database): Promise<ExitCode> {
  const { desk, options, surroundings } = serving;
  const log = (text: string) => desk.err.line(toned("faint", new Date().toISOString()), `  ${text}`);
  let fail: (failure: DatabaseFailure) => void = () => {};
  const failed = new Promise<DatabaseFailure>((resolve) => {
    fail = resolve;
  });
  const engine = await startEngine({
    database,
    serves: { sites: options.site },
    worldFor: (approved, context) => worldOf(serving, approved, context as WorkerContext),
    time: surroundings.time,
    told: {
      trouble: ({ rollout, device }, error) => log(`trouble with ${device ?? rollout}: ${stackOf(error)}`),
      fatal: fail,
      databaseLost: () => log("the database does not answer: nothing more is sent until it does"),
      databaseBack: () => log("the database answers again"),
      tookOver: (worker, devices) => log(`took over ${count(devices, "device")} from worker ${worker}`),
    },
  });
  log(`worker ${database.connections.identity} serves ${options.site.join(", ")}`);
  const failure = await Promise.race([desk.world.untilStopped(), failed]);
  log("ending: what touches a device is finished, the rest is left to others");
  await engine.close();
  if (failure) throw refusalFrom(databaseFailureInWords(failure));
  return EXIT.fine;
}

async function worldOf(
  { desk, options, login, surroundings, tokenFor }: Serving,
  approved: ApprovedPlan,
  { inventory, bundle }: WorkerContext,
): Promise<RolloutWorld> {
  const { world } = desk;
  const notice = await noticeOfRun(world, approved.plan.notice, options.labNotice);
  const { now, elsewhere, urlFromHere } = surroundings;
  const folder = path.join(stateFolder(world, options), "transcripts", rolloutIdOf(approved));
  const ports = devicePorts({
    ...login,
    inventory,
    now,
    deliver: transcriptFile(await makeRunFolder(folder)).deliver,
    cloudHosts: notice.endpoints.map(({ host }) => host),
    observeEndpoints: endpointObserver(now, elsewhere),
  });
  const token = await tokenFor(approved);
  const means = {
    ...(bundle !== undefined && { bundle: new Uint8Array(Buffer.from(bundle, "base64")) }),
    ...(token !== undefined && { registrationToken: token }),
  };
  return {
    hands: ports.hands(approved, means),
    recheckBundle: (url) => recheckBundle(url, (from) => fetchFile(urlFromHere(from))),
    assessDevices: judgeDevices({ notice, inventory, reader: ports.reader }),
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
