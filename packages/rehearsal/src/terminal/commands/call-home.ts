/** The Call Home commands. Layouts follow captures of the same feature on IOS XE (docs/rehearsal-differences.md). */
import {
  isActive,
  licensingProfile,
  profileName,
  profiles,
  profileUrl,
} from "../../router/call-home-profile.js";
import { isSet, type Statement, settingOf } from "../../router/configuration.js";
import { plainTime } from "../../router/ios-time.js";
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandContext, type CommandTable, changes, reads } from "../command.js";

export const CALL_HOME_COMMANDS: CommandTable = [
  ["show call-home", reads(({ router }) => settings(router))],
  [
    "show call-home detail",
    reads(({ router }) => [...settings(router), "Profiles:", "", ...allProfiles(router)]),
  ],
  ["show call-home profile all", reads(({ router }) => allProfiles(router))],
  ["show call-home profile <name>", reads(({ router, parameters }) => oneProfile(router, parameters.name!))],
  ["show call-home smart-licensing", reads(({ router }) => smartLicensing(router))],
  ["show call-home statistics", reads(({ router }) => statistics(router))],
  ["call-home test profile <name>", changes(sendTest)],
  ["call-home test <text> profile <name>", changes(sendTest)],
  ["call-home send alert-group inventory profile <name>", changes(sendInventory)],
];

const UNSET = "Not yet set up";

function settings(router: EmulatedRouter): string[] {
  const configuration = router.running();
  const value = (name: string) => settingOf(configuration, "call-home", name) ?? UNSET;
  return [
    "",
    "Current call home settings:",
    `    call home feature : ${isSet(configuration, "call-home", "service active") ? "enable" : "disable"}`,
    `    call home message's from address: ${value("sender from")}`,
    `    call home message's reply-to address: ${value("sender reply-to")}`,
    "",
    `    vrf for call-home messages: ${value("vrf")}`,
    "",
    `    contact person's email address: ${isSet(configuration, "call-home", "contact smart-licensing") ? "smart-licensing" : value("contact-email-addr")}`,
    "",
    `    contact person's phone number: ${value("phone-number")}`,
    `    street address: ${value("street-address")}`,
    `    customer ID: ${value("customer-id")}`,
    `    contract ID: ${value("contract-id")}`,
    `    site ID: ${value("site-id")}`,
    "",
    `    source interface: ${value("source-interface")}`,
    `    Mail-server: ${UNSET}`,
    `    http proxy: ${value("http-proxy")}`,
    "",
    `    Smart licensing messages: ${licensingProfile(configuration) === undefined ? "disabled" : "enabled"}`,
    "",
    "    Rate-limit: 5 event(s) per minute",
    "",
  ];
}

function allProfiles(router: EmulatedRouter): string[] {
  return profiles(router.running()).flatMap((profile) => [...profileText(profile), ""]);
}

function oneProfile(router: EmulatedRouter, name: string): string[] {
  const found = profiles(router.running()).find(
    (profile) => profileName(profile).toLowerCase() === name.toLowerCase(),
  );
  return found === undefined ? [`% Profile ${name} does not exist`] : [...profileText(found), ""];
}

function profileText(profile: Statement): string[] {
  const has = (text: string) => isSet(profile.children, text);
  const reporting = [
    ...(has("reporting smart-call-home-data") ? ["Smart Call Home"] : []),
    ...(has("reporting smart-licensing-data") ? ["Smart Licensing"] : []),
  ];
  return [
    `Profile Name: ${profileName(profile)}`,
    `    Profile status: ${isActive(profile) ? "ACTIVE" : "INACTIVE"}`,
    "    Profile mode: Full Reporting",
    `    Reporting Data: ${reporting.length > 0 ? reporting.join(", ") : "none"}`,
    "    Preferred Message Format: xml",
    "    Message Size Limit: 3145728 Bytes",
    `    Transport Method: ${has("destination transport-method http") ? "http" : "email"}`,
    `    HTTP  address: ${profileUrl(profile) ?? UNSET}`,
    "    Other address(es): default",
  ];
}

function smartLicensing(router: EmulatedRouter): string[] {
  const profile = licensingProfile(router.running());
  return [
    "Current smart-licensing transport settings:",
    ` Smart-license messages: ${profile === undefined ? "disabled" : "enabled"}`,
    ...(profile === undefined
      ? []
      : [
          ` Profile: ${profileName(profile)} (status: ACTIVE)`,
          ` Destination  URL(s):  ${profileUrl(profile) ?? UNSET}`,
        ]),
  ];
}

function statistics({ callHome }: EmulatedRouter): string[] {
  const { "call-home-inventory": inventory, "call-home-test": test } = callHome.counters;
  const row = (title: string, count: number) =>
    `${title.padEnd(17)}${[count, 0, count].map((n) => String(n).padEnd(21)).join("")}`.trimEnd();
  return [
    "Message Types    Total                Email                HTTP",
    "-------------    -------------------- -------------------- ------------------",
    row("Total Success", inventory.succeeded + test.succeeded),
    row("    Inventory", inventory.succeeded),
    row("    Test", test.succeeded),
    "",
    row("Total Failed", inventory.failed + test.failed),
    row("    Inventory", inventory.failed),
    row("    Test", test.failed),
    "",
    `Last call-home message sent time: ${callHome.lastSentAt === undefined ? "n/a" : plainTime(callHome.lastSentAt)}`,
  ];
}

async function sendTest({ router, print }: CommandContext): Promise<string[]> {
  print("Sending test message to the call-home profile ...");
  return (await router.callHome.send("call-home-test"))
    ? ["Test message was sent."]
    : ["% Call-home test message could not be sent"];
}

async function sendInventory({ router, print }: CommandContext): Promise<string[]> {
  print("Sending inventory info call-home message ...");
  return (await router.callHome.send("call-home-inventory"))
    ? ["Please wait. This may take some time ..."]
    : ["% Call-home message could not be sent"];
}
