/** `reroot notice show ID`: one field notice, at a glance or with every fact. */
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById } from "../files/notices.js";
import { showNotice } from "../views/notice-view.js";
import type { Run } from "./command.js";

export function noticeShowCommand(run: Run): Command {
  return new Command("show")
    .description("show one field notice")
    .argument("<id>", "such as fn72290")
    .action(run(show));
}

async function show(desk: Desk, id: string): Promise<ExitCode> {
  const notice = await noticeById(desk.world, id);
  if (desk.json) desk.out.json(notice);
  else showNotice(notice, desk.out);
  return EXIT.fine;
}
