import type { LicenceFacts } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { likeLicence } from "./like-licence.js";

const SPAN = { from: new Date("2022-02-23T05:00:00Z"), to: new Date("2022-02-23T06:00:00Z") };

/** After a failure a device shows no success any more, but for what counts from one: the deadline, 90 days after it. */
const FAILING: LicenceFacts = {
  mode: "smart",
  transport: "callhome",
  registration: { status: "registered", expiresAt: "2022-08-17T23:54:58.000Z" },
  authorization: { status: "authorized", since: "2021-02-19T00:00:00.000Z" },
  lastContact: { result: "failed", at: "2022-02-22T22:28:16.000Z" },
  communicationDeadline: "2022-04-09T23:54:58.000Z",
  lastSuccessAt: "2021-02-19T00:00:00.000Z",
};

describe("likeLicence", () => {
  it("takes the deadline for the last success, where the authorization was given long before", () => {
    expect(likeLicence(FAILING, SPAN, () => {})).toEqual({
      state: "registered",
      registeredAt: new Date("2021-08-17T23:54:58.000Z"),
      lastContactAt: new Date("2022-01-09T23:54:58.000Z"),
      compliance: "in-compliance",
    });
  });

  it("takes the date of the authorization where that is the later one", () => {
    const { communicationDeadline: _, ...without } = FAILING;
    const like = likeLicence({ ...without, lastSuccessAt: "2022-01-02T00:00:00.000Z" }, SPAN, () => {});
    expect(like).toMatchObject({ lastContactAt: new Date("2022-01-02T00:00:00.000Z") });
  });
});
