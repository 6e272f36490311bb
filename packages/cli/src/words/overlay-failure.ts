/** Why a file is not the notice of a lab. */
import type { OverlayFailure } from "@reroot/core";
import { unknownCode, type Words } from "./words.js";

export function overlayFailureInWords(failure: OverlayFailure): Words {
  switch (failure.code) {
    case "overlay/for-another-notice":
      return {
        sentence: `it lies over ${failure.baseNotice}, not over ${failure.notice}`,
        advice: FROM_LAB_UP,
      };
    case "overlay/notice-is-a-lab":
      return { sentence: `the notice under it is a lab's already (${failure.lab})`, advice: FROM_LAB_UP };
    case "overlay/root-not-replaced":
      return { sentence: `it has no stand-in for ${failure.commonName}`, advice: FROM_LAB_UP };
    case "overlay/replaces-unknown-root":
      return {
        sentence: `it replaces a root that the notice does not name (${failure.sha256})`,
        advice: FROM_LAB_UP,
      };
    case "overlay/stand-in-is-real":
      return { sentence: `its stand-in ${failure.commonName} is a real root`, advice: FROM_LAB_UP };
    case "overlay/stand-in-not-marked":
      return {
        sentence: `its stand-in "${failure.commonName}" does not say in its name that it is a lab's`,
        advice: FROM_LAB_UP,
      };
    case "overlay/serial-differs":
      return {
        sentence: `its stand-in ${failure.commonName} has not the serial ${failure.expected} of the root that it stands for`,
        advice: FROM_LAB_UP,
      };
    default:
      return unknownCode(failure);
  }
}

export const FROM_LAB_UP = "Give the file that `reroot lab up` wrote for the lab that is running.";
