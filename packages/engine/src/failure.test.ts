/** What PostgreSQL says of itself, as facts: codes of its appendix A, and Node's of a connection. */
import { describe, expect, it } from "vitest";
import { answered, isDiskFull, lostOr, Refused } from "./failure.js";

const failure = (code: string) => Object.assign(new Error(code), { code });
const thrownFor = (error: unknown) => {
  try {
    lostOr(error);
  } catch (thrown) {
    return thrown;
  }
};

describe("an error behind a query", () => {
  it("is a full disk, at which all work ends", () => {
    const thrown = thrownFor(failure("53100"));
    expect(thrown).toMatchObject({ failure: { code: "database/disk-full" } });
    expect(isDiskFull(thrown)).toBe(true);
  });

  it.each(["57P01", "08006", "ECONNREFUSED", "EPIPE"])("is a lost connection: %s", (code) => {
    const thrown = thrownFor(failure(code));
    expect(thrown).toMatchObject({ failure: { code: "database/lost" } });
    expect(isDiskFull(thrown)).toBe(false);
  });

  it("is a mistake of ours otherwise, and passes", async () => {
    const mistake = failure("42703");
    expect(thrownFor(mistake)).toBe(mistake);
    await expect(answered(() => Promise.reject(mistake))).rejects.toBe(mistake);
  });

  it("that has a name keeps it", async () => {
    const newer = new Refused({ code: "database/newer", found: 9, known: 2 });
    expect(thrownFor(newer)).toBe(newer);
    expect(await answered(() => Promise.reject(newer))).toMatchObject({ failure: newer.failure });
  });
});
