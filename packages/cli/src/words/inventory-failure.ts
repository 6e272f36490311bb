/** What is wrong with an inventory file, where, and how to write it. */
import type { InventoryFailure } from "@reroot/core";
import { unknownCode, type Words } from "./words.js";

export function inventoryFailureInWords(failure: InventoryFailure): Words {
  switch (failure.code) {
    case "inventory/too-large":
      return { sentence: `it has ${failure.characters} characters; at most ${failure.most} are read` };
    case "inventory/not-yaml":
      return { sentence: `it is not YAML: ${failure.detail}`, advice: EXAMPLE };
    case "inventory/no-devices":
      return { sentence: "it names no devices", advice: EXAMPLE };
    case "inventory/not-a-mapping":
      return { sentence: `${failure.what} must be made of keys and values`, advice: EXAMPLE };
    case "inventory/unknown-key":
      return {
        sentence: `the key "${failure.key}" is not known`,
        advice: /pass|secret|token/i.test(failure.key)
          ? "Secrets do not belong in an inventory: use the prompt, REROOT_PASSWORD or --password-fd."
          : "Known are devices, and for each device name, host, port, username, site and groups.",
      };
    case "inventory/missing-key":
      return { sentence: `a device has no "${failure.key}"`, advice: EXAMPLE };
    case "inventory/bad-value":
      return { sentence: `"${failure.key}" must be ${failure.expected}` };
    case "inventory/duplicate-name":
      return {
        sentence: `the name "${failure.name}" is given twice, first in line ${failure.firstLine}`,
        advice: "Give each device a name of its own.",
      };
    default:
      return unknownCode(failure);
  }
}

const EXAMPLE = "It looks like this: devices: [{ name: par-core-1, host: 192.0.2.1 }]";
