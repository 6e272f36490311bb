import { describe, expect, it } from "vitest";
import type { LogEntry } from "./log-line.js";
import { type Logging, type LoggingDestination, showLogging } from "./show-logging.js";
import { compareLeaves, genieSamples, hasSharedData } from "./testing/corpus.js";

function read(text: string): Logging {
  const result = showLogging.parse(text);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** Our log as genieparser names it; each message from its line in the sample. */
function asGenie(log: Logging, sample: string): Record<string, unknown> {
  const lines = sample.split(/\r?\n/);
  const header = log.header;
  const counters = Object.entries(header?.counters ?? {}).map(([name, count]) => [
    name.replaceAll(/[ -]/g, "_"),
    count,
  ]);
  return {
    syslog_logging: header?.enabled ? { enabled: { counters: Object.fromEntries(counters) } } : undefined,
    logging: Object.fromEntries((header?.destinations ?? []).map((to) => [to.name, destinationAsGenie(to)])),
    log_buffer_bytes: header?.bufferBytes,
    logs: log.entries.map((entry) =>
      holds(lines[entry.line - 1] as string, entry) ? lines[entry.line - 1] : entry,
    ),
  };
}

function destinationAsGenie(to: LoggingDestination): Record<string, unknown> {
  return to.enabled ? { level: to.level, messages_logged: to.messages } : { status: "Disabled" };
}

/** Put together again, the parts of a message are its line. */
function holds(line: string, entry: LogEntry): boolean {
  const node = entry.node === undefined ? "" : `${entry.node}:`;
  const at = entry.at === undefined ? "" : `${entry.at}: `;
  const process = entry.process === undefined ? "" : `${entry.process}[${entry.jobId}]: `;
  const origin = entry.category === undefined ? entry.facility : `${entry.category}-${entry.facility}`;
  const signature = entry.facility === undefined ? "" : `${origin}-${entry.severity}-${entry.mnemonic}`;
  return [`%${signature} : `, `${signature}:`, signature].some(
    (middle) => line === `${node}${at}${process}${signature === "" ? "" : middle}${entry.text}`,
  );
}

/** Leaves that are not compared, each with its reason. */
const LEFT_OUT = {
  "logs/114":
    "the sample's last line is the prompt `RP/0/RP0/CPU0:R2_xr#`; genieparser counts it as a message",
};
/** This sample ends above its buffer. */
const CUT_SAMPLE = "golden_output_19_output.txt";
/** Genieparser counts this header line as a message: it names a terminal that messages are copied to. */
const NO_MESSAGE = /^Logging to: vty\d/;

describe("show logging", () => {
  it.skipIf(!hasSharedData)("reads the corpus samples of IOS XR leaf by leaf", () => {
    const samples = genieSamples("iosxr/tests/ShowLogging");
    expect(samples.length).toBeGreaterThanOrEqual(1);
    for (const sample of samples) {
      const comparison = compareLeaves(sample.expected, asGenie(read(sample.text), sample.text), LEFT_OUT);
      expect(comparison.differences, sample.name).toEqual([]);
      expect(comparison.compared, sample.name).toBeGreaterThan(100);
    }
  });

  it.skipIf(!hasSharedData)("finds the messages of every IOS and IOS XE sample", () => {
    const samples = [...genieSamples("ios/tests/ShowLogging"), ...genieSamples("iosxe/tests/ShowLogging")];
    expect(samples.length).toBeGreaterThan(20);
    for (const sample of samples) {
      if (sample.name.endsWith(CUT_SAMPLE)) {
        expect(showLogging.parse(sample.text)).toMatchObject({ failure: { missing: "Log Buffer" } });
        continue;
      }
      const lines = sample.text.split(/\r?\n/);
      const found = read(sample.text).entries.map((entry) => lines[entry.line - 1]?.trim());
      const { logs = [] } = sample.expected as { logs?: string[] };
      expect(found, sample.name).toEqual(
        logs.map((line) => line.trim()).filter((line) => !NO_MESSAGE.test(line)),
      );
    }
  });

  it("reads messages behind a pipe, without a header", () => {
    const log = read(
      "RP/0/RP0/CPU0:r#show logging | include XR_SSL\nWed Feb 23 06:08:07.562 UTC\nRP/0/RP0/CPU0:Feb 22 09:57:36.246 UTC: http_client[255]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : no trusted cert\nRP/0/RP0/CPU0:r#",
    );
    expect(log.header).toBeUndefined();
    expect(log.entries).toMatchObject([{ line: 3, mnemonic: "CERT_VERIFY_ERR_2_PARAM" }]);
  });

  it("refuses other outputs, a strange header and a log without its buffer", () => {
    const header = "Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)\n";
    expect(showLogging.parse("Smart Licensing is ENABLED")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    expect(showLogging.parse(`${header}Utility:\n`)).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 2 },
    });
    expect(
      showLogging.parse(`${header}    Buffer logging: level debugging, 114 messages logged\n`),
    ).toMatchObject({
      failure: { code: "parse/cut-short", line: 2, missing: "Log Buffer" },
    });
  });

  it("reads a long log of lines that invite backtracking", () => {
    const line = `RP/0/RP0/CPU0:Sep 25 23:24:28.852 UTC: ${"A-3-".repeat(200)}%`;
    expect(read(`${line}\n`.repeat(20_000)).entries).toHaveLength(20_000);
  });
});
