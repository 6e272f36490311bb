import { it } from "vitest";
import { main } from "../src/main.js";
import { realWorld } from "../src/world.js";

it("rehearse", async () => {
  let text = "";
  const sink = {
    write: (t: string) => {
      text += t;
    },
    isTerminal: true,
    columns: 120,
  };
  const t = Date.now();
  const code = await main((process.env["ARGS"] ?? "rehearse").split(" "), {
    ...realWorld(),
    stdout: sink,
    stderr: { ...sink, isTerminal: false },
  });
  console.log(text, "exit", code, Date.now() - t, "ms");
}, 120000);
