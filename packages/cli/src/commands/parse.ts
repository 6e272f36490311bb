/** `reroot parse COMMAND FILE --platform P`: one captured output, as the audit would read it. */
import { findParser, listParsers, type Parser, type ParserLookupFailure, redact } from "@reroot/devices";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readText } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { joined } from "../words/count.js";
import { parseFailureInWords } from "../words/parse-failure.js";
import { asSentence, unknownCode } from "../words/words.js";
import type { Run } from "./command.js";

type Platform = Parser["platforms"][number];

interface Options {
  readonly platform: Platform;
}

export function parseCommand(run: Run): Command {
  const platforms = [...new Set(listParsers().flatMap(({ platforms }) => platforms))].sort();
  return new Command("parse")
    .description("read one captured output of a show command")
    .argument("<command>", 'the command in quotes, such as "show version"')
    .argument("<file>", "its output, as captured")
    .addOption(new Option("--platform <platform>", "what printed it").choices(platforms).default("iosxr"))
    .addHelpText("after", `\nCommands that can be read:\n${commandList()}`)
    .action(run(parse));
}

async function parse(desk: Desk, command: string, file: string, { platform }: Options): Promise<ExitCode> {
  const found = findParser(platform, command);
  if (!found.ok) throw lookupRefusal(found.failure);
  // As an audit keeps it, so that what is printed here can be shown to anybody.
  const read = found.value.parse(redact(await readText(desk.world.directory, file)));
  if (read.ok) {
    desk.out.json(read.value);
    return EXIT.fine;
  }
  if (desk.json) desk.out.json({ ok: false, failure: read.failure });
  else {
    const { sentence, advice } = parseFailureInWords(read.failure);
    desk.err.entry([toned("bad", "refused"), "  "], asSentence(sentence));
    desk.err.entry([toned("faint", "  where"), "  "], `${file}, line ${read.failure.line}`);
    if (advice) desk.err.entry([toned("faint", "    try"), "  "], advice);
  }
  return EXIT.usage;
}

function commandList(): string {
  return listParsers()
    .map(({ command, platforms }) => `  ${command.padEnd(36)} ${platforms.join(", ")}`)
    .join("\n");
}

function lookupRefusal(failure: ParserLookupFailure): Refusal {
  const place = `"${failure.command}" on ${failure.platform}`;
  switch (failure.code) {
    case "parse/unknown-command":
      return new Refusal({
        sentence: "No parser reads this command.",
        place,
        advice: `Read can be: ${joined(failure.commands)}.`,
      });
    case "parse/ambiguous-command":
      return new Refusal({
        sentence: `This may be ${failure.candidates.join(" or ")}.`,
        place,
        advice: "Spell it out.",
      });
    default:
      return unknownCode(failure);
  }
}
