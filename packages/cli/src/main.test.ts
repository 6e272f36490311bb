import { describe, expect, it } from "vitest";
import { main } from "./main.js";
import { realWorld } from "./world.js";

async function ended(argv: readonly string[], change: Partial<ReturnType<typeof realWorld>>) {
  const said = { out: "", err: "" };
  const sink = (stream: "out" | "err") => ({
    isTerminal: false,
    columns: 80,
    write: (text: string) => {
      said[stream] += text;
    },
  });
  const world = { ...realWorld(), environment: {}, stdout: sink("out"), stderr: sink("err"), ...change };
  return { code: await main(argv, world), ...said };
}

describe("main", () => {
  it("owns up to a bug, with the whole cause chain and no result", async () => {
    const broken = () => {
      throw new Error("outer", { cause: new Error("middle", { cause: "the bottom" }) });
    };
    const { code, out, err } = await ended(["audit", "--captures", "."], { now: broken });
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain("This is a bug in Reroot");
    expect(err).toMatch(/Error: outer[\s\S]*caused by: Error: middle[\s\S]*caused by: the bottom/);
  });

  it("answers help and version with 0, and what it does not know with 2", async () => {
    expect(await ended(["--help"], {})).toMatchObject({ code: 0, err: "" });
    expect(await ended(["--version"], {})).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await ended(["--nonsense"], {})).toMatchObject({ code: 2, out: "" });
    expect(await ended(["notice"], {})).toMatchObject({ code: 2, out: "" });
  });
});
