// @ts-nocheck: plain JavaScript over JSON; its test spoils each thing it looks for.
// Compares what routers were told, as they themselves know it, with the plan and with the journal.

/** @returns {string[]} what must not be, one sentence each */
export function faultsFound({ plan, journal, spoiled, closedGate, deeds, before, truth, requests }) {
  const planned = new Map(
    plan.waves.flatMap((wave) =>
      wave.devices.map((device) => [device.device, { ...device, wave: wave.name }]),
    ),
  );
  const opened = new Set(journal.flatMap((entry) => (entry.event === "wave-opened" ? [entry.wave] : [])));
  const faults = [...inOrder(journal, closedGate), ...gates(plan, journal)];
  for (const { name, deeds: all } of deeds) {
    // Entering configuration mode changes nothing; what is committed there does.
    const told = all.filter(({ command }) => !/^configure/.test(command));
    const device = planned.get(name);
    if (!device) {
      if (told.length > 0) faults.push(`${name} is not in the plan and was told ${told[0].command}`);
      continue;
    }
    if (!opened.has(device.wave) && told.length > 0)
      faults.push(`${name}: told ${told[0].command} behind a closed gate`);
    faults.push(...unapproved(device, told), ...unintended(device, told, journal));
    faults.push(...importedAgain(name, told), ...renewedAgain(name, told, requests));
    faults.push(...configuredOtherwise(device, before, truth));
    if (opened.has(device.wave)) faults.push(...endOf(device, journal, spoiled, truth));
    faults.push(...doneWithoutContact(device, journal, told, requests));
  }
  return faults;
}

function inOrder(journal, closedGate) {
  const gap = journal.findIndex(({ sequence }, index) => sequence !== index + 1);
  const last = journal.at(-1);
  return [
    ...(gap >= 0 ? [`the journal has a gap at ${gap + 1}`] : []),
    ...(last?.event === "ended" && last.completed === !closedGate
      ? []
      : [`it ends with ${JSON.stringify(last)}`]),
  ];
}

function gates(plan, journal) {
  return plan.waves.flatMap((wave, index) => {
    const before = plan.waves[index - 1];
    const names = new Set(wave.devices.map(({ device }) => device));
    const first = journal.findIndex((entry) => entry.event === "intent" && names.has(entry.intent.device));
    if (!before || first < 0) return [];
    const passed = journal.findIndex((entry) => entry.event === "gate-passed" && entry.wave === before.name);
    return passed >= 0 && passed < first
      ? []
      : [`${wave.name} was begun before the gate of ${before.name} had passed`];
  });
}

const isImport = ({ command }) => command.startsWith("crypto ca trustpool import url");
const isRenewal = ({ command }) => command === "license smart renew auth";

function unapproved({ device, steps }, told) {
  const lines = new Set(steps.map(({ action }) => lineOf(action)));
  return told
    .filter(({ command }) => !lines.has(command))
    .map(({ command }) => `${device}: told what was not approved: ${command}`);
}

/** As a router knows an action. */
export function lineOf(action) {
  if (action.kind === "exec") return action.command;
  return action.kind === "configure" ? `commit comment ${action.comment}` : `copy to ${action.path}`;
}

function unintended({ device }, told, journal) {
  const intents = journal.flatMap((entry) =>
    entry.event === "intent" && entry.intent.device === device ? [entry] : [],
  );
  return [...new Set(told.map(({ command }) => command))].flatMap((command) => {
    const came = told.filter((deed) => deed.command === command);
    const meant = intents.filter(({ intent }) => lineOf(intent.action) === command);
    return came.length > meant.length
      ? [`${device}: ${command} came ${came.length} times, intended ${meant.length} times`]
      : [];
  });
}

function importedAgain(name, told) {
  const imports = told.filter(isImport);
  const effective = imports.find(({ poolBefore, poolAfter }) => poolAfter > poolBefore);
  const again = imports.find((deed) => effective && deed.sequence > effective.sequence);
  return again ? [`${name}: imported again after the import had taken effect`] : [];
}

/** The cloud has answered a renewal, and it is asked for once more. */
function renewedAgain(name, told, requests) {
  const renewals = told.filter(isRenewal);
  const [first] = renewals;
  if (!first) return [];
  const answered = requests.find(
    ({ from, message, status, at }) =>
      from.device === name && message === "authorization-renewal" && status === 200 && at >= first.at,
  );
  const again = renewals.find((deed) => deed !== first && answered && deed.at >= answered.at);
  return again ? [`${name}: renewed again after the renewal had taken effect`] : [];
}

/** A commit is known by its comment; what it left in the configuration is looked at line by line. */
function configuredOtherwise({ device, steps }, before, truth) {
  const linesOf = (all) => all.find(({ name }) => name === device).configuration;
  const had = new Set(linesOf(before));
  const approved = steps.flatMap(({ action }) => (action.kind === "configure" ? action.lines : []));
  // The configuration shows `crypto ca trustpool policy cabundle url X` as a block and its content.
  const parts = new Set(
    approved.flatMap((line) => [line, ...line.split(/(?<= policy) /).map((one) => one.trim())]),
  );
  return linesOf(truth)
    .filter((line) => !had.has(line) && line.trim() !== "!" && !parts.has(line.trim()))
    .map((line) => `${device}: configured what was not approved: ${line.trim()}`);
}

/** Done means that the cloud has answered since the renewal was asked for. */
function doneWithoutContact({ device }, journal, told, requests) {
  const isDone = journal.some((entry) => entry.event === "device-done" && entry.device === device);
  const renewal = told.find(isRenewal);
  const answered = ({ from, status, at }) => from.device === device && status === 200 && at >= renewal.at;
  return isDone && renewal && !requests.some(answered)
    ? [`${device}: done, and the cloud has answered nothing since the renewal`]
    : [];
}

function endOf({ device }, journal, spoiled, truth) {
  const ends = journal.filter(
    (entry) => /^device-(done|held|failed|skipped)$/.test(entry.event) && entry.device === device,
  );
  if (ends.length !== 1) return [`${device}: came to ${ends.length} ends`];
  const { pool } = truth.find(({ name }) => name === device);
  const [end] = ends;
  const isDone = end.event === "device-done";
  if (isDone && !pool.holdsRequiredRoot) return [`${device}: done, and lacks the required root`];
  if (!isDone && diedTwiceOver(device, journal)) return [];
  if (isDone === spoiled.has(device))
    return [
      `${device}: ${end.event}, and ${isDone ? "a" : "no"} fault was in its way ${JSON.stringify(end.reason ?? "")}`,
    ];
  return [];
}

/** Twice nobody lived to say what came of a step: then it is not tried a third time, and the device fails, rightly. */
function diedTwiceOver(device, journal) {
  const intents = journal.filter((entry) => entry.event === "intent" && entry.intent.device === device);
  const unanswered = intents.filter(({ intent: { step, attempt } }) => {
    const outcome = journal.find(
      (entry) =>
        entry.event === "outcome" &&
        entry.device === device &&
        entry.step === step &&
        entry.attempt === attempt,
    );
    return outcome === undefined || outcome.outcome.result === "unknown";
  });
  const last = unanswered.at(-1)?.intent.step;
  return unanswered.filter(({ intent }) => intent.step === last).length >= 2;
}
