/** What is wrong with an inventory, or with a limit on one, and how to mend it. */
import type { GivenHostFailure, InventoryFailure, InventoryFormat, LimitFailure } from "@reroot/core";
import { joined } from "./count.js";
import { unknownCode, type Words } from "./words.js";

/** Where the failure stands is said beside the words, from its `place`. */
export function inventoryFailureInWords(failure: InventoryFailure): Words {
  switch (failure.code) {
    case "inventory/too-large":
      return { sentence: `it has ${failure.characters} characters; at most ${failure.most} are read` };
    case "inventory/too-many":
      return {
        sentence: `it comes to more than ${failure.most} ${failure.what}`,
        advice: "Check its ranges and groups, or divide it and give one part at a time.",
      };
    case "inventory/too-deep":
      return { sentence: `it is nested more than ${failure.most} levels deep` };
    case "inventory/unknown-format":
      return {
        sentence: "it is none of the formats that are known",
        advice: `Known are ${joined(Object.values(FORMAT_NAMES))}. Name one with --inventory-format.`,
      };
    case "inventory/mixed-formats":
      return {
        sentence: `this is ${FORMAT_NAMES[failure.format]}, and ${failure.otherFile} is ${FORMAT_NAMES[failure.otherFormat]}`,
        advice: "Give one of them, or a folder of one kind.",
      };
    case "inventory/dynamic":
      return {
        sentence: "this is a program or the settings of a plugin, and Reroot runs neither",
        advice: "Let Ansible write it out: ansible-inventory -i SOURCE --list --yaml > fleet.yaml",
      };
    case "inventory/not-yaml":
      return { sentence: `it is not YAML: ${failure.detail}`, advice: EXAMPLE };
    case "inventory/not-json":
      return {
        sentence: "it begins as JSON and cannot be read as such",
        advice: "It may be cut off: export it again.",
      };
    case "inventory/no-devices":
      return failure.leftOut > 0
        ? {
            sentence: `it names no devices to take; ${failure.leftOut} that it names were left out`,
            advice:
              "NetBox devices must be active and have a primary address; Ansible hosts must be network devices.",
          }
        : { sentence: "it names no devices", advice: EXAMPLE };
    case "inventory/not-a-mapping":
      return { sentence: `${failure.what} must be made of keys and values`, advice: EXAMPLE };
    case "inventory/unknown-key":
      return {
        sentence: `the key "${failure.key}" is not known`,
        advice: /pass|secret|token/i.test(failure.key)
          ? "Secrets do not belong in an inventory: use the prompt, REROOT_PASSWORD or --password-fd."
          : "Known are devices, and for each device name, host, port, username, site, os and groups.",
      };
    case "inventory/missing-key":
      return { sentence: `"${failure.key}" is missing`, advice: EXAMPLE };
    case "inventory/bad-value":
      return { sentence: `"${failure.key}" must be ${failure.expected}` };
    case "inventory/bad-line":
      return { sentence: `this line needs ${failure.expected}` };
    case "inventory/bad-range":
      return {
        sentence: `"${failure.range}" is not a range`,
        advice: "Ranges look like [01:20], [1:9:2] or [a:f], the smaller end first.",
      };
    case "inventory/template":
      return {
        sentence: `"${failure.key}" is a template, and Reroot fills in none`,
        advice: "Write the value out here, or where it is nearer to the device, such as in host_vars.",
      };
    case "inventory/encrypted":
      return {
        sentence: `"${failure.key}" is encrypted with Ansible Vault, and a device cannot be reached without it`,
        advice: "Write the value out; only secrets need a vault.",
      };
    case "inventory/encrypted-file":
      return {
        sentence: "it is encrypted with Ansible Vault as a whole",
        advice: "Keep the list of devices readable, and only the secrets in a vault.",
      };
    case "inventory/duplicate-name":
      return {
        sentence: `the name "${failure.name}" is given twice, first in ${failure.first.file === failure.place.file ? "" : `${failure.first.file}, `}line ${failure.first.line}`,
        advice: "Give each device a name of its own.",
      };
    case "inventory/duplicate-key":
      return { sentence: `"${failure.key}" is given twice`, advice: "Take one of them away." };
    case "inventory/unknown-group":
      return {
        sentence: `there is no group "${failure.group}"`,
        advice: "Define it, even if it is empty, or correct its name.",
      };
    case "inventory/group-cycle":
      return {
        sentence: `a group holds itself: ${failure.groups.join(" > ")}`,
        advice: "Take this line away, or another of the circle.",
      };
    case "inventory/incomplete":
      return {
        sentence: `it holds ${failure.devices} of ${failure.announced} devices: pages are missing`,
        advice: "Export all pages into one folder, or let Reroot fetch them: --inventory https://NETBOX",
      };
    case "inventory/same-address":
      return {
        sentence: `"${failure.name}" and "${failure.other}" (${failure.otherPlace.file}, line ${failure.otherPlace.line}) are both at ${failure.address}: one device, listed twice`,
        advice: `Take one away, or leave it out: --limit 'all,!${failure.name}'`,
      };
    default:
      return unknownCode(failure);
  }
}

export function limitFailureInWords(failure: LimitFailure): Words {
  switch (failure.code) {
    case "inventory/limit-matches-nothing":
      return failure.unmatched.length > 0
        ? {
            sentence: `no device is left: ${joined(failure.unmatched.map((part) => `"${part}"`))} ${failure.unmatched.length === 1 ? "matches" : "match"} no device and no group`,
            advice: "See the names and groups: reroot inventory show --inventory SOURCE",
          }
        : {
            sentence: "no device is left: the parts of the limit exclude each other",
            advice: "& keeps what is in both, ! takes away; , joins.",
          };
    case "inventory/bad-limit":
      return { sentence: `"${failure.pattern}" cannot be used: it needs ${failure.expected}` };
    default:
      return unknownCode(failure);
  }
}

export function givenHostFailureInWords(failure: GivenHostFailure): Words {
  switch (failure.code) {
    case "inventory/not-a-host":
      return {
        sentence: `"${failure.given}" is not a host`,
        advice: "Give a name or an address, with :PORT where it is not 22.",
      };
    default:
      return unknownCode(failure.code);
  }
}

export const FORMAT_NAMES: Readonly<Record<InventoryFormat, string>> = {
  reroot: "Reroot's own YAML",
  "ansible-ini": "Ansible's INI",
  "ansible-yaml": "Ansible's YAML",
  nornir: "Nornir's hosts.yaml",
  csv: "a table with a header (CSV)",
  netbox: "NetBox's devices (JSON)",
};

const EXAMPLE =
  "It looks like this: devices: [{ name: par-core-1, host: 192.0.2.1 }]. See docs/inventory.md.";
