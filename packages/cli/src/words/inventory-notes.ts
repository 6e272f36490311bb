/** What of an inventory was not used, and why. */
import type { Ignored, LeftOutDevice } from "@reroot/core";
import { unknownCode } from "./words.js";

/** A clause that follows what it is about: "ansible_password: a secret, not read". */
export function ignoredInWords({ reason }: Ignored): string {
  switch (reason) {
    case "secret":
      return "a secret, not read";
    case "encrypted":
      return "encrypted with Ansible Vault, not read";
    case "not-used":
      return "how to log in comes from the options";
    case "unknown-key":
      return "not known, not used";
    case "not-a-text":
      return "not a plain text";
    case "port-of-other-connection":
      return "not the port of SSH; 22 is used";
    case "of-nobody":
      return "its group or host is not in the inventory";
    case "hidden":
      return "another file of this name comes first";
    case "not-an-inventory":
      return "not an inventory by its name";
    default:
      return unknownCode(reason);
  }
}

/** A clause that follows the device. */
export function leftOutInWords({ reason }: LeftOutDevice): string {
  switch (reason.kind) {
    case "status":
      return `its status is ${reason.status}, not active`;
    case "no-address":
      return "it has no primary address";
    case "no-name":
      return "it has no name";
    case "connection":
      return `its connection is ${reason.connection || "not said"}: no network device`;
    default:
      return unknownCode(reason);
  }
}

export const HOW_TO_GIVE_SECRETS =
  "Secrets are not taken from an inventory. Give them by the prompt, REROOT_PASSWORD or --password-fd.";
