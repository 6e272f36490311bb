/**
 * One part of a device's running configuration, from `show running-config <part>` or from the whole. It
 * does not know what any statement means.
 */
import { type Known, known, unknown } from "@reroot/core";
import { type ConfigLine, showRunningConfig } from "../parsers/show-running-config.js";
import type { Reading } from "./reading.js";

export type ConfigurationPart = "call-home" | "crypto" | "domain" | "http client" | "license" | "vrf";

/** The statements of the part, without its name: `vrf MGMT` for `http client vrf MGMT`, or what is indented below. */
export function configurationOf(reading: Reading, part: ConfigurationPart): Known<readonly ConfigLine[]> {
  const command = `${showRunningConfig.command} ${part}`;
  const own = reading.parseAs(showRunningConfig, command);
  const whole = reading.transcript(showRunningConfig.command) && reading.parse(showRunningConfig);
  const fact = !own.known && own.reason.code === "evidence/not-read" && whole ? whole : own;
  if (!fact.known) return fact;
  const stranger = fact.value.lines.find(({ text }) => !belongsTo(text, part));
  if (stranger && fact === own) {
    const { line, text } = stranger;
    return unknown({ code: "evidence/not-understood", command, line, text });
  }
  return known(
    fact.value.lines.flatMap((line) => statementsOf(line, part)),
    ...fact.shownBy,
  );
}

function statementsOf(line: ConfigLine, part: ConfigurationPart): readonly ConfigLine[] {
  if (line.text === part) return line.children;
  return belongsTo(line.text, part) ? [{ ...line, text: line.text.slice(part.length + 1) }] : [];
}

function belongsTo(text: string, part: ConfigurationPart): boolean {
  return text === part || text.startsWith(`${part} `);
}
