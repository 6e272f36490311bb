/**
 * What each verdict ought to be, from what the lab's cloud saw and what the routers really are (docs/lab-management.md:
 * /history, /truth), and from nothing that Reroot concludes. It follows the table of verdicts word by word and
 * knows none of the product's code.
 *
 * A contact is judged by its handshake: the chain that was served, and why the router turned it down. Where the
 * cloud saw no handshake at all, something upstream of it was in the way.
 */

/** @typedef {{ service: string, host: string }} Line */

/** The services of the notice, each with its endpoint. @type {readonly Line[]} */
export const LINES = [
  { service: "smart-licensing-callhome", host: "tools.cisco.com" },
  { service: "smart-call-home", host: "tools.cisco.com" },
  { service: "smart-licensing-smart-transport", host: "smartreceiver.cisco.com" },
];

/** Where nobody gets in, or not to the active processor, or not to the end of the trust pool's output. */
const NOT_READABLE = [
  "unreachable",
  "password-refused",
  "host-key-changed",
  "on-standby",
  "link-lost",
  "output-cut",
];

/** Before any session: then not even the release is known. */
const NO_SESSION = ["unreachable", "password-refused", "host-key-changed"];

/**
 * @param {any} given what the router is: one device of /truth
 * @param {readonly any[]} handshakes of this router, oldest first
 * @param {{ now: Date, roots: { required: string, retired: string }, cutOverOf: (host: string) => Date,
 *   wasAheadBy: (router: string) => readonly number[] }} lab by how many milliseconds its clock was ever made wrong
 * @param {Line} line
 * @returns {{ verdict: string, alsoNeedsRoot?: boolean }}
 */
export function expectedVerdict(given, handshakes, lab, line) {
  const router = { ...given, configuration: [given.configuration].flat().join("\n") };
  if (isShut(router, NO_SESSION)) return { verdict: "undetermined" };
  // The standby has the router's configuration, and neither its licensing nor its trust pool.
  const tellsUse = line.service === "smart-call-home" || !isShut(router, ["on-standby"]);
  if (!tellsUse) return { verdict: "undetermined" };
  if (!isUsed(router, line)) return { verdict: "not-applicable" };
  if (isShut(router, NOT_READABLE)) return { verdict: "undetermined" };
  const lacksRoot = !router.pool.holdsRequiredRoot;
  const failure = lastFailure(router, line.service);
  if (failure !== undefined) {
    const isRootsFault =
      lacksRoot &&
      !clockIsWrong(router, lab) &&
      turnedDownForTheRoot(failure, router, handshakes, lab, line.host);
    return isRootsFault ? { verdict: "failing" } : { verdict: "failing-otherwise", alsoNeedsRoot: lacksRoot };
  }
  if (!lacksRoot) return { verdict: "protected" };
  return { verdict: verifiesNothing(router) ? "masked" : "exposed" };
}

function isShut({ activeFaults }, kinds) {
  return kinds.some((kind) => activeFaults.includes(kind));
}

function isUsed({ licensing, configuration }, { service, host }) {
  if (service === "smart-call-home") return reportsCallHome(configuration, host);
  if (/reservation$/.test(licensing.registration?.status ?? "")) return false;
  if (service === "smart-licensing-callhome") return licensing.transport === "callhome";
  return licensing.transport === "smart" && !/^license smart url .*ssm-on-prem/m.test(configuration);
}

/** An active profile, with the service on, that reports Smart Call Home data to this host. */
function reportsCallHome(configuration, host) {
  const block = /^call-home\n((?: .*\n?)*)/m.exec(configuration)?.[1] ?? "";
  if (!/^ service active$/m.test(block)) return false;
  const profiles = block.split(/^ profile /m).slice(1);
  return profiles.some(
    (text) =>
      /^ {2}active$/m.test(text) &&
      /^ {2}reporting smart-call-home-data$/m.test(text) &&
      text.includes(`destination address http https://${host}/`),
  );
}

/** When the last attempt failed, by the router's clock; undefined where it succeeded, or there was none. */
function lastFailure(router, service) {
  const attempts = service === "smart-call-home" ? callHomeAttempts(router) : licensingAttempts(router);
  const inOrder = attempts.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  // Dated ahead of now: told by a clock that was wrong for a while, so before whatever was dated rightly since.
  const last = inOrder.findLast(({ at }) => isPast(at, router)) ?? inOrder.at(-1);
  return last?.result === "failed" ? new Date(last.at) : undefined;
}

function callHomeAttempts({ smartCallHome }) {
  const { lastSentAt, lastFailedAt } = smartCallHome;
  return [
    ...(lastSentAt === null ? [] : [{ at: lastSentAt, result: "succeeded" }]),
    ...(lastFailedAt === null ? [] : [{ at: lastFailedAt, result: "failed" }]),
  ];
}

function licensingAttempts({ licensing }) {
  const { lastContact, registration } = licensing;
  if (registration?.status === "failed") return [{ at: registration.at, result: "failed" }];
  return [lastContact, registration?.lastRenewal].filter((one) => one !== undefined);
}

/** A day's grace: what a contact left behind may be dated by the cloud. */
function isPast(at, { clock }) {
  return new Date(at).getTime() <= Date.parse(clock) + 86_400_000;
}

/** Whether that attempt ended at a chain under the required root, because no root of the pool completed it. */
function turnedDownForTheRoot(failedAt, router, handshakes, { now, roots, cutOverOf, wasAheadBy }, host) {
  // The clock may have been another one then: dated ahead of now, the failure is of a time when it was wrong.
  const offsets = isPast(failedAt, router)
    ? [Date.parse(router.clock) - now.getTime()]
    : wasAheadBy(router.name);
  const isNear = ({ at }) =>
    offsets.some((offset) => Math.abs(Date.parse(at) - (failedAt.getTime() - offset)) <= NEAR_MS);
  const handshake = handshakes.findLast((one) => one.host === host && isNear(one));
  if (
    handshake?.outcome !== "refused" ||
    !/issuer|self.signed|unable to (get|verify)/i.test(handshake.reason)
  )
    return false;
  const root = handshake.root?.sha256;
  if (root === roots.required) return true;
  // Opened on the way. From the router nobody can tell, while the root is lacking for the real chain as well.
  return root !== roots.retired && cutOverOf(host) <= new Date(handshake.at);
}

/** By more than a day: then no certificate is judged as it should be, root or no root. */
function clockIsWrong({ clock }, { now }) {
  return Math.abs(Date.parse(clock) - now.getTime()) > 86_400_000;
}

/** An attempt and its handshake: lab time stands while a contact is open. */
const NEAR_MS = 2_000;

function verifiesNothing({ configuration }) {
  return /^http client secure-verify-peer disable$/m.test(configuration);
}
