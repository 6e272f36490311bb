/** `show clock` of IOS XR, IOS XE and IOS: the device's own time and how far it vouches for it. */
import { success } from "@reroot/pki";
import { type DeviceTime, readDeviceTime } from "./device-time.js";
import { badValue, notThisCommand, unexpectedLine } from "./parse-failure.js";
import { defineParser } from "./parser.js";

export interface Clock {
  readonly time: DeviceTime;
  /** `*` in front: the clock was never set from a source. `.`: it was, and lost it. */
  readonly state: "synchronized" | "not-synchronized" | "not-authoritative";
  /** `NTP`, from `show clock detail`. */
  readonly source?: string;
}

const COMMAND = "show clock";

export const showClock = defineParser<Clock>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  read([first, ...rest]) {
    const text = first.text.trim();
    if (!/^[*.]?\d{1,2}:\d\d:\d\d/.test(text)) return notThisCommand(first, COMMAND);
    const time = readDeviceTime(text);
    if (!time?.local) return badValue(first, "time");
    let source: string | undefined;
    for (const line of rest) {
      const named = /^Time source is (.{1,60})$/.exec(line.text.trim());
      const isDetail = /^(?:No time source|Summer time (?:starts|ends) .{1,60})$/.test(line.text.trim());
      if (named?.[1]) source = named[1];
      else if (!isDetail) return unexpectedLine(line, COMMAND);
    }
    const state =
      text[0] === "*" ? "not-authoritative" : text[0] === "." ? "not-synchronized" : "synchronized";
    return success({ time, state, ...(source !== undefined && { source }) });
  },
});
