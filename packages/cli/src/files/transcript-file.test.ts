import { expect, it } from "vitest";
import type { RunFolder } from "./run-folder.js";
import { transcriptFile } from "./transcript-file.js";

function recorded() {
  const batches: unknown[][] = [];
  const run = {
    appendLines: async (_file: string, lines: unknown[]) => void batches.push(lines),
  } as unknown as RunFolder;
  return { batches, file: transcriptFile(run) };
}

const transcript = (id: string) => ({ id, device: "r1", command: "show clock", output: "", at: "" });

it("holds everything delivered once it is settled, in order, and waits for no rest then", async () => {
  const { batches, file } = recorded();
  file.deliver(transcript("1"));
  await file.settled();
  file.deliver(transcript("2"));
  file.deliver(transcript("3"));
  await file.settled();
  expect(batches).toEqual([[transcript("1")], [transcript("2"), transcript("3")]]);
});

it("writes what nobody waits for, too", async () => {
  const { batches, file } = recorded();
  for (const id of ["1", "2", "3"]) {
    file.deliver(transcript(id));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await expect.poll(() => batches.flat(), { timeout: 10_000 }).toHaveLength(3);
});
