/** `reroot notice list`: the field notices that Reroot knows. */
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById, noticeIds } from "../files/notices.js";
import { toned } from "../terminal/tone.js";
import type { Run } from "./command.js";

export function noticeListCommand(run: Run): Command {
  return new Command("list").description("list the field notices that Reroot knows").action(run(list));
}

async function list(desk: Desk): Promise<ExitCode> {
  const ids = await noticeIds(desk.world);
  const notices = await Promise.all(ids.map((id) => noticeById(desk.world, id)));
  const rows = notices.map(({ id, headline, revisions, endpoints, products }) => {
    const dates = endpoints.flatMap(({ cutoverNoLaterThan }) => cutoverNoLaterThan ?? []).sort();
    const newest =
      revisions
        .map(({ publishedOn }) => publishedOn)
        .sort()
        .at(-1) ?? "";
    return { id, headline, revisedOn: newest, cutOvers: dates, products: products.map(({ name }) => name) };
  });
  if (desk.json) desk.out.json(rows);
  else {
    desk.out.table({
      columns: [
        { title: "Notice" },
        { title: "Revised" },
        { title: "Cut-over by" },
        { title: "Product" },
        { title: "Headline", wraps: true },
      ],
      rows: rows.map((row) => [
        toned("strong", row.id),
        row.revisedOn,
        [...row.cutOvers],
        [...row.products],
        row.headline,
      ]),
    });
  }
  return EXIT.fine;
}
