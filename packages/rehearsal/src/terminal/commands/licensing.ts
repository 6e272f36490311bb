/** The Smart Licensing commands. */
import {
  showLicenseAll,
  showLicenseStatus,
  showLicenseSummary,
  showLicenseUdi,
  showLicenseUsage,
} from "../../router/license-text.js";
import type { AgentRequest } from "../../router/licensing-agent.js";
import { type CommandTable, changes, reads } from "../command.js";

export const LICENSE_COMMANDS: CommandTable = [
  ["show license all", reads(({ router }) => showLicenseAll(router.licenseFacts()))],
  ["show license status", reads(({ router }) => showLicenseStatus(router.licenseFacts()))],
  ["show license summary", reads(({ router }) => showLicenseSummary(router.licenseFacts()))],
  ["show license usage", reads(({ router }) => showLicenseUsage(router.licenseFacts()))],
  ["show license udi", reads(({ router }) => showLicenseUdi(router.licenseFacts()))],
  [
    "license smart renew auth",
    changes(({ router }) => told("renew auth", "Authorization", router.agent.renewAuthorization())),
  ],
  [
    "license smart renew id",
    changes(({ router }) => told("renew id", "Registration", router.agent.renewRegistration())),
  ],
  [
    "license smart register idtoken <token>",
    changes(({ router, parameters }) =>
      told("register", "Registration", router.agent.register(parameters.token!, "once")),
    ),
  ],
  [
    "license smart register idtoken <token> force",
    changes(({ router, parameters }) =>
      told("register", "Registration", router.agent.register(parameters.token!, "force")),
    ),
  ],
  [
    "license smart deregister",
    changes(({ router }) => told("deregister", "Deregistration", router.agent.deregister())),
  ],
];

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
