/**
 * `reroot endpoint probe HOST[:PORT]`: the chain exactly as the server sends it; and whether a router with
 * some trust pool would accept it, on a date or throughout a period. Nothing is sent but a TLS handshake.
 */
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import type { FieldNotice } from "@reroot/core";
import { unresolvedEntries, writePem } from "@reroot/pki";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById } from "../files/notices.js";
import { sizeInWords } from "../files/pool-file.js";
import { writeNamedFile } from "../files/write-file.js";
import { type Sight, sightOf } from "../flow/endpoint-sight.js";
import { askedAt, askedThroughout, type Period } from "../flow/handshake-question.js";
import { lookAtEndpoint } from "../flow/look-at-endpoint.js";
import { rootNames } from "../flow/notice-root-names.js";
import { Refusal } from "../refusal.js";
import { showSight, sightAsJson } from "../views/endpoint-sight-view.js";
import { failedInput } from "../views/failed-input.js";
import {
  answerAsJson,
  doubtfulEntries,
  entriesAsJson,
  exitCodeOf,
  showAnswer,
  showEntries,
  showTimeline,
  timelineAsJson,
} from "../views/handshake-view.js";
import { day } from "../words/dates.js";
import { endpointFailureInWords } from "../words/endpoint-failure.js";
import { DEFAULT_NOTICE, type Run, wholeNumber } from "./command.js";
import { hostAndPort } from "./host-and-port.js";
import { momentOrPeriod } from "./period.js";
import { type GivenPool, type PoolOptions, poolGiven, withPoolOptions } from "./pool-options.js";

interface Options extends PoolOptions {
  readonly at?: Date | Period;
  readonly connectTo?: string;
  readonly sni?: string;
  readonly save?: string;
  readonly notice: string;
  readonly timeout: number;
}

export function endpointProbeCommand(run: Run): Command {
  const command = new Command("probe")
    .description("take down the chain that a server sends; say whether a router's pool accepts it, and when")
    .argument("<host>", "the server, with :PORT where it is not 443")
    .addOption(
      new Option("--at <date>", "the date asked about, or a period FROM..TO (default: now)").argParser(
        momentOrPeriod,
      ),
    )
    .option("--connect-to <address:port>", "connect there instead, as for a mirror or another site")
    .option("--sni <name>", "ask for this name, and check the certificate against it (default: HOST)")
    .option("--save <file>", "write the chain as served, as PEM")
    .option("--notice <id>", "the notice whose roots are pointed out", DEFAULT_NOTICE)
    .addOption(
      new Option("--timeout <seconds>", "for one attempt").argParser(wholeNumber(1, 120)).default(10),
    );
  return withPoolOptions(command).action(run(probe));
}

async function probe(desk: Desk, host: string, options: Options): Promise<ExitCode> {
  const { world, out } = desk;
  const endpoint = endpointFrom(host, options);
  const notice = await noticeById(world, options.notice);
  const pool = await poolFrom(options, notice, desk);
  desk.progress.show(`Looking at ${endpoint.name} ...`);
  const looked = await lookAtEndpoint({ ...endpoint, timeoutMs: options.timeout * 1000 });
  desk.progress.clear();
  if (!looked.ok) {
    const words = endpointFailureInWords(looked.failure);
    return failedInput(desk, { failure: looked.failure, words, place: endpoint.name });
  }
  const seen = sightOf({ ...endpoint, ...looked.value, notice, at: world.now() });
  if (options.save !== undefined) {
    const pem = looked.value.chain.map((der) => writePem("CERTIFICATE", der)).join("");
    await writeNamedFile(world.directory, options.save, pem);
  }
  if (!desk.json) showSight(seen, out, options.save);
  if (pool === undefined) {
    if (desk.json) out.json({ ...sightAsJson(seen), pool: null, answer: null, timeline: null });
    return EXIT.fine;
  }
  return answered(seen, pool, options.at ?? seen.at, notice, desk);
}

function endpointFrom(given: string, { connectTo, sni }: Options) {
  const { host, port } = hostAndPort(given, 443);
  const elsewhere = connectTo === undefined ? undefined : hostAndPort(connectTo, port);
  const name = asciiName(host);
  if (sni !== undefined && isIP(sni) !== 0) {
    throw new Refusal({ sentence: `"${sni}" is an address, and --sni needs a name.`, place: "--sni" });
  }
  return {
    name: `${given}${elsewhere ? ` at ${connectTo}` : ""}`,
    host: elsewhere?.host ?? name,
    port: elsewhere?.port ?? port,
    serverName: sni === undefined ? name : asciiName(sni),
  };
}

function asciiName(host: string): string {
  if (isIP(host) !== 0) return host;
  const name = domainToASCII(host);
  if (name !== "") return name;
  throw new Refusal({ sentence: `"${host}" is not a host name.`, advice: "Give a name or an address." });
}

async function poolFrom(
  options: Options,
  notice: FieldNotice,
  { world }: Desk,
): Promise<GivenPool | undefined> {
  const { pool } = options;
  if (pool !== undefined) return poolGiven({ ...options, pool }, notice, world);
  const idle = (["at", "evidence", "inventory"] as const).find((option) => options[option] !== undefined);
  if (idle === undefined) return undefined;
  throw new Refusal({
    sentence: `--${idle} says something of a pool, and no pool was given.`,
    advice: "Give --pool FILE, such as a bundle or a captured `show crypto ca trustpool`.",
  });
}

function answered(
  seen: Sight,
  given: GivenPool,
  at: Date | Period,
  notice: FieldNotice,
  { json, out }: Desk,
): ExitCode {
  const { path: chain, serverName } = seen;
  if (!chain) {
    throw new Refusal({
      sentence: "The server's own certificate cannot be read, so no path can be asked for.",
      place: seen.name,
      advice: "Keep it with --save FILE and show it to whoever runs the server.",
      exitCode: EXIT.undetermined,
    });
  }
  const question = { chain, pool: given.pool, serverName };
  const known = given.pool.entries.flatMap((one) => (one.kind === "certificate" ? [one.certificate] : []));
  const nameOf = rootNames(notice, [...known, ...chain]);
  const pool = {
    name: given.name,
    kind: given.kind,
    entries: given.entries.length,
    unresolved: entriesAsJson(unresolvedEntries(given.pool)),
  };
  if (!json)
    out.entry(["pool".padEnd(14)], `${given.name}: ${given.kind}, ${sizeInWords(given.pool.entries)}`);
  if (at instanceof Date) {
    const answer = askedAt(question, at);
    if (json) out.json({ ...sightAsJson(seen), pool, answer: answerAsJson(answer), timeline: null });
    else showAnswer(answer, nameOf, out);
    return exitCodeOf([answer.answer]);
  }
  const intervals = askedThroughout(question, at);
  if (json) out.json({ ...sightAsJson(seen), pool, answer: null, timeline: timelineAsJson(intervals) });
  else {
    out.line("");
    out.line(`If this chain were served from ${day(at.from.toISOString())} on:`);
    showTimeline(intervals, nameOf, out);
    const doubtful = doubtfulEntries(intervals);
    if (doubtful.length > 0) showEntries(doubtful, out);
  }
  return exitCodeOf(intervals.map(({ answer }) => answer));
}
