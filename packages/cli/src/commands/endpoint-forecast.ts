/**
 * `reroot endpoint forecast`: until when does a router with this pool reach the endpoints of a notice? Asks
 * no server: the notice announces which root each endpoint needs, and from when on.
 */
import type { FieldNotice, NoticeEndpoint, NoticeRoot } from "@reroot/core";
import {
  type EndpointTimeline,
  forecast,
  iosXrPlatform,
  knownCertificates,
  unresolvedEntries,
} from "@reroot/pki";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import type { ExitCode } from "../exit-code.js";
import { noticeById } from "../files/notices.js";
import { sizeInWords } from "../files/pool-file.js";
import type { Period } from "../flow/handshake-question.js";
import { soughtRoot } from "../flow/notice-certificates.js";
import { rootNames } from "../flow/notice-root-names.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import {
  doubtfulEntries,
  entriesAsJson,
  exitCodeOf,
  showEntries,
  showTimeline,
  timelineAsJson,
} from "../views/handshake-view.js";
import { serviceName } from "../words/service.js";
import { DEFAULT_NOTICE, type Run } from "./command.js";
import { beginning, end } from "./period.js";
import { type PoolOptions, poolGiven, withPoolOptions } from "./pool-options.js";

interface Options extends PoolOptions {
  readonly notice: string;
  readonly from: Date;
  readonly to: Date;
}

export function endpointForecastCommand(run: Run): Command {
  const command = new Command("forecast")
    .description("until when a router's pool accepts the endpoints of a notice; asks no server")
    .option("--notice <id>", "the notice that announces which root is needed when", DEFAULT_NOTICE)
    .addOption(
      new Option("--from <date>", "first day of interest").argParser(beginning).makeOptionMandatory(),
    )
    .addOption(new Option("--to <date>", "last day of interest").argParser(end).makeOptionMandatory());
  return withPoolOptions(command).action(run(foretell));
}

async function foretell(desk: Desk, options: Options): Promise<ExitCode> {
  const { world, out, json } = desk;
  const period = periodOf(options);
  const notice = await noticeById(world, options.notice);
  const given = await poolGiven({ ...options, pool: poolNamed(options) }, notice, world);
  const endpoints = notice.endpoints.flatMap((endpoint) =>
    announcedTimelines(endpoint, notice).map(({ timeline, required }) => ({
      endpoint,
      required,
      intervals: forecast({ pool: given.pool, timeline, platform: iosXrPlatform, ...period }),
    })),
  );
  if (json) {
    out.json({
      notice: notice.id,
      pool: {
        name: given.name,
        kind: given.kind,
        entries: given.entries.length,
        unresolved: entriesAsJson(unresolvedEntries(given.pool)),
      },
      endpoints: endpoints.map(({ endpoint: { host, port, services }, required, intervals }) => ({
        host,
        port,
        services,
        requiredRootSha256: required?.sha256 ?? null,
        timeline: timelineAsJson(intervals),
      })),
    });
  } else {
    const nameOf = rootNames(notice, knownCertificates(given.pool));
    out.line(
      toned("strong", notice.id.toUpperCase()),
      `  ${given.name}: ${given.kind}, ${sizeInWords(given.pool.entries)}`,
    );
    for (const { endpoint, intervals } of endpoints) {
      out.heading(`${endpoint.host}  ${(endpoint.services ?? []).map(serviceName).join(", ")}`.trim());
      showTimeline(intervals, nameOf, out);
    }
    const doubtful = doubtfulEntries(endpoints.flatMap(({ intervals }) => intervals));
    if (doubtful.length > 0) {
      out.heading("Entries that could not be resolved, and on which answers hang");
      showEntries(doubtful, out);
    }
    out.line("");
    out.paragraph(toned("faint", NO_LATER_THAN));
  }
  return exitCodeOf(endpoints.flatMap(({ intervals }) => intervals.map(({ answer }) => answer)));
}

const NO_LATER_THAN =
  "The notice's dates are no-later-than dates: a server may change earlier. What it serves now: reroot endpoint probe HOST --pool FILE";

function periodOf({ from, to }: Options): Period {
  if (from < to) return { from, until: to };
  throw new Refusal({ sentence: "--to is before --from.", advice: "Give the earlier date as --from." });
}

function poolNamed({ pool }: Options): string {
  if (pool !== undefined) return pool;
  throw new Refusal({
    sentence: "A forecast is about a pool, and none was given.",
    advice: "Give --pool FILE, such as a bundle or a captured `show crypto ca trustpool`.",
  });
}

/** A notice may name several roots of one role: a timeline for each that the endpoint may come to need. */
function announcedTimelines(
  { host, cutoverNoLaterThan }: NoticeEndpoint,
  { retiredRoots, requiredRoots }: FieldNotice,
): readonly Announced[] {
  if (cutoverNoLaterThan === null || requiredRoots.length === 0) return [{ timeline: { host, stages: [] } }];
  const cutOver = new Date(`${cutoverNoLaterThan}T00:00:00Z`);
  const before = retiredRoots.length === 0 ? [undefined] : retiredRoots;
  return requiredRoots.flatMap((required) =>
    before.map((retired) => ({
      required,
      timeline: {
        host,
        stages: [...(retired ? [stage(LONG_AGO, retired)] : []), stage(cutOver, required)],
      },
    })),
  );
}

interface Announced {
  readonly timeline: EndpointTimeline;
  readonly required?: NoticeRoot;
}

/** The notice does not say since when the retired root was served: for as long as anybody asks back. */
const LONG_AGO = new Date(0);

function stage(from: Date, root: NoticeRoot): EndpointTimeline["stages"][number] {
  return { from, serves: { kind: "root", root: soughtRoot(root) } };
}
