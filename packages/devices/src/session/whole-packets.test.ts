import { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inWholePackets } from "./whole-packets.js";

function recorded() {
  const written: string[] = [];
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
    final(done) {
      written.push("end");
      done();
    },
  });
  return { stream: inWholePackets(stream), written };
}

describe("what is written in one turn", () => {
  it("leaves together, and the next turn's by itself", async () => {
    const { stream, written } = recorded();
    for (const piece of ["len", "packet", "mac"]) stream.write(Buffer.from(piece));
    await setImmediate();
    stream.write(Buffer.from("next"));
    await setImmediate();
    expect(written).toEqual(["lenpacketmac", "next"]);
  });

  it("leaves before the end does", async () => {
    const { stream, written } = recorded();
    stream.write(Buffer.from("goodbye"));
    stream.end();
    await setImmediate();
    expect(written).toEqual(["goodbye", "end"]);
  });
});
