/** Why a file in a folder of captures was not read. */
import type { SetAsideReason } from "@reroot/devices";
import { unknownCode, type Words } from "./words.js";

export function setAsideInWords(reason: SetAsideReason): Words {
  switch (reason.code) {
    case "capture/empty":
      return { sentence: "it is empty" };
    case "capture/not-text":
      return { sentence: "it is not text" };
    case "capture/unknown-form":
      return {
        sentence: "it is neither named after a command nor a terminal log with a prompt",
        advice: "Name it after its command, with _ for spaces: show_license_status.txt",
      };
    case "capture/no-device":
      return {
        sentence: "it lies in no device's folder, and no prompt in it says whose it is",
        advice: "Put it into a folder named after the device.",
      };
    case "capture/hidden":
      return { sentence: "it is a hidden file" };
    case "capture/too-large":
      return { sentence: `it has ${reason.size} bytes; at most ${reason.limit} are read` };
    case "capture/unreadable":
      return { sentence: `it cannot be read (${reason.detail})` };
    default:
      return unknownCode(reason);
  }
}
