/**
 * The many names of an operating system as the one that Reroot uses: Ansible's `cisco.iosxr.iosxr`, NAPALM's
 * `iosxr`, Netmiko's `cisco_xr`, Scrapli's `cisco_iosxr`, a NetBox slug such as `cisco-ios-xr-7-5`.
 */

/** A name that is not recognised stays as it is. Ansible's `ios` stands for IOS and IOS XE alike. */
export function osName(given: string): string {
  const word = given.toLowerCase().split(".").at(-1) ?? "";
  const squeezed = word.replace(/[^a-z0-9]/g, "").replace(/^cisco/, "");
  return NAMES.find(([form]) => form.test(squeezed))?.[1] ?? given;
}

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(iosxr|xr)/, "iosxr"],
  [/^(iosxe|xe)/, "iosxe"],
  [/^ios(v?\d|ssh|telnet|$)/, "ios"],
  [/^(nxos|nexus)/, "nxos"],
  [/^asa/, "asa"],
];
