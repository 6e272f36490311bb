/** The Smart Licensing commands. */
import type { LicensingFacts } from "../../router/license-facts.js";
import {
  reservationInfo,
  showLicenseAll,
  showLicenseStatus,
  showLicenseSummary,
  showLicenseUdi,
  showLicenseUsage,
} from "../../router/license-text.js";
import type { AgentRequest, LicensingAgent } from "../../router/licensing-agent.js";
import type { ReservationRefusal, ReservationStep } from "../../router/reservation-steps.js";
import type { EmulatedRouter } from "../../router/router.js";
import type { PolicyRequest, UsagePolicyAgent } from "../../router/usage-policy.js";
import { type Command, type CommandContext, type CommandTable, changes, reads } from "../command.js";

export const LICENSE_COMMANDS: CommandTable = [
  ["show license all", reads(({ router }) => showLicenseAll(router.licenseFacts()))],
  ["show license status", reads(({ router }) => showLicenseStatus(router.licenseFacts()))],
  ["show license summary", reads(({ router }) => showLicenseSummary(router.licenseFacts()))],
  ["show license usage", reads(({ router }) => showLicenseUsage(router.licenseFacts()))],
  ["show license udi", reads(({ router }) => showLicenseUdi(router.licenseFacts()))],
  ["show license reservation", reads(({ router }) => showReservation(router.agent))],
  [
    "license smart renew auth",
    registered((agent) => told("renew auth", "Authorization", agent.renewAuthorization())),
  ],
  [
    "license smart renew id",
    registered((agent) => told("renew id", "Registration", agent.renewRegistration())),
  ],
  ["license smart register idtoken <token>", registered(register("once"))],
  ["license smart register idtoken <token> force", registered(register("force"))],
  [
    "license smart deregister",
    registered((agent) => told("deregister", "Deregistration", agent.deregister())),
  ],
  ["license smart reservation request", reserving(() => ({ step: "request", kind: "specific" }))],
  ["license smart reservation request local", reserving(() => ({ step: "request", kind: "specific" }))],
  ["license smart reservation request universal", reserving(() => ({ step: "request", kind: "universal" }))],
  [
    "license smart reservation install <code>",
    reserving(({ parameters }) => ({ step: "install", code: parameters.code! })),
  ],
  ["license smart reservation cancel", reserving(() => ({ step: "cancel" }))],
  ["license smart reservation return", reserving(() => ({ step: "return" }))],
  ["license smart trust idtoken <token> {scope}", trusting("once")],
  ["license smart trust idtoken <token> {scope} force", trusting("force")],
  ["license smart sync", byPolicy((agent) => toldOfPolicy("sync", agent.synchronize()))],
  ["license smart sync {scope}", byPolicy((agent) => toldOfPolicy("sync", agent.synchronize()))],
];

function register(repeat: "once" | "force") {
  return (agent: LicensingAgent, { parameters }: CommandContext) =>
    told("register", "Registration", agent.register(parameters.token!, repeat));
}

function trusting(repeat: "once" | "force") {
  return byPolicy((agent, { parameters }) =>
    toldOfPolicy("trust", agent.establishTrust(parameters.token!, repeat)),
  );
}

/** A command that exists only where licensing goes by registration. */
function registered(run: (agent: LicensingAgent, context: CommandContext) => string[]) {
  return changes((context) => {
    const { agent } = context.router;
    return agent.kind === "registration" ? run(agent, context) : [BY_POLICY];
  });
}

/** A command that exists only where licensing goes by policy. */
function byPolicy(run: (agent: UsagePolicyAgent, context: CommandContext) => string[]) {
  return changes((context) => {
    const { agent } = context.router;
    return agent.kind === "policy" ? run(agent, context) : [BY_REGISTRATION];
  });
}

const BY_POLICY = "% Not available: licensing of this device goes by policy.";
const BY_REGISTRATION = "% Not available: licensing of this device goes by registration.";

/** The agent works on by itself; what comes of it is in `show license status`. */
function told(command: string, process: string, answer: AgentRequest): string[] {
  switch (answer) {
    case "started":
      return [
        `license smart ${command}: ${process} process is in progress.`,
        "Use the 'show license status' command to check the progress and result.",
      ];
    case "not-registered":
      return [`license smart ${command}: Smart Agent is not registered.`];
    case "already-registered":
      return [
        `license smart ${command}: Smart Agent is already registered. Use the force option to register again.`,
      ];
    case "reserved":
      return [`license smart ${command}: not available, License Reservation is enabled.`];
  }
}

function toldOfPolicy(command: string, answer: PolicyRequest): string[] {
  switch (answer) {
    case "started":
      return [`license smart ${command}: Communication with the licensing cloud is in progress.`];
    case "not-trusted":
      return [`license smart ${command}: no trust code is installed.`];
    case "already-trusted":
      return [`license smart ${command}: a trust code is installed. Use the force option to replace it.`];
    case "transport-off":
      return [`license smart ${command}: the transport is off.`];
  }
}

function reserving(step: (context: CommandContext) => ReservationStep) {
  const run: Command = (context) => {
    const { router } = context;
    if (router.agent.kind !== "registration") return [BY_POLICY];
    const wanted = step(context);
    const answer = router.agent.reserve(wanted);
    return answer.ok ? reservationText(router, wanted, answer.code) : [REFUSALS[answer.refusal]];
  };
  return changes(run);
}

function reservationText(router: EmulatedRouter, { step }: ReservationStep, code = ""): string[] {
  switch (step) {
    case "request":
      return [
        "Enter this request code in the Cisco Smart Software Manager portal:",
        `UDI: ${router.udi}`,
        `    Request code: ${code}`,
      ];
    case "install":
      return ["Reservation install successful"];
    case "cancel":
      return ["Reservation request cancelled"];
    case "return":
      return [
        "Enter this return code in the Cisco Smart Software Manager portal:",
        `UDI: ${router.udi}`,
        `    Return code: ${code}`,
      ];
  }
}

const REFUSALS: Readonly<Record<ReservationRefusal, string>> = {
  "not-enabled": "% License reservation is not enabled: configure 'license smart reservation' first.",
  registered: "% The device is registered: deregister it first.",
  "not-requested": "% No reservation request is open.",
  "wrong-code": "% The authorization code does not belong to the open request.",
  "already-reserved": "% A reservation is installed already.",
  "not-reserved": "% No reservation is installed.",
};

function showReservation(agent: LicensingFacts): string[] {
  return agent.kind === "registration"
    ? ["", ...reservationInfo(agent.state)]
    : ["", "License reservation: DISABLED", ""];
}
