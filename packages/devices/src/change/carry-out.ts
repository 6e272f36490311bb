/**
 * Carries out one approved action on one device and says what came of it, as far as the device said so. That
 * it had its effect is never concluded here: the device is looked at afterwards.
 */
import type { Action, InventoryDevice, SendOutcome, TranscriptId } from "@reroot/core";
import { makeTranscript } from "../read/transcript.js";
import { describeFailure } from "../session/session-failure.js";
import type { ChangeRoom } from "./change-room.js";
import { ChangeSession } from "./change-session.js";
import type { Configured } from "./configure.js";
import { complaintIn } from "./import-words.js";
import { loggedComplaint } from "./logged-complaint.js";
import { type TypedAction, typedExec } from "./typed-action.js";
import { uploadBundle } from "./upload-bundle.js";

/** Rejects only for our own mistakes: a plan that needs what was not handed in. */
export async function carryOutAction(
  device: InventoryDevice,
  action: Action,
  room: ChangeRoom,
): Promise<SendOutcome> {
  if (action.kind === "copy-file") return uploadBundle(device, action, room);
  const typed = typedAction(action, room);
  const opened = await room.access.openTerminal(device);
  if (!opened.ok) return notSent(describeFailure(opened.failure));
  const shownBy: TranscriptId[] = [];
  const hear = (command: string, output: string) => {
    const at = room.now().toISOString();
    const transcript = makeTranscript({ device: device.name, command, output, at });
    shownBy.push(transcript.id);
    room.deliver(transcript);
  };
  const session = await ChangeSession.open(opened.value.terminal, room.access.limits, hear);
  if (!session.ok) return notSent(describeFailure(session.failure));
  try {
    return typed.kind === "exec"
      ? await execOutcome(session.value, typed, shownBy)
      : configureOutcome(await session.value.configure(typed), shownBy);
  } finally {
    session.value.close();
  }
}

function typedAction(
  action: Exclude<Action, { kind: "copy-file" }>,
  { registrationToken }: ChangeRoom,
): TypedAction {
  if (action.kind === "configure") return action;
  const typed = typedExec(action, registrationToken);
  if (!typed.ok) throw new TypeError(`nothing was sent: ${typed.failure.code}`);
  return typed.value;
}

async function execOutcome(
  session: ChangeSession,
  action: TypedAction & { readonly kind: "exec" },
  shownBy: readonly TranscriptId[],
): Promise<SendOutcome> {
  const answer = await session.run(action);
  if (!answer.ok) return { result: "unknown", detail: describeFailure(answer.failure) };
  const said = complaintIn(answer.value);
  // IOS XR logs why an import failed, and may say nothing of it on the terminal (FN72290).
  const isImport = action.command.startsWith("crypto ca trustpool import ");
  const logged =
    isImport && said?.because === undefined
      ? loggedComplaint(await session.readLog(), answer.value)
      : undefined;
  const complaint = logged ?? said;
  return complaint ? { result: "refused", ...complaint, shownBy } : { result: "accepted", shownBy };
}

function configureOutcome(configured: Configured, shownBy: readonly TranscriptId[]): SendOutcome {
  switch (configured.result) {
    case "committed": {
      const { commitId } = configured;
      return { result: "accepted", shownBy, ...(commitId !== undefined && { commitId }) };
    }
    case "refused":
    case "held":
      return { ...configured, shownBy };
    case "broken": {
      const { command } = configured.failure;
      const when =
        configured.stage === "before-commit"
          ? "before anything was committed"
          : `at \`${command.slice(0, 60)}\`, when a commit may have come about`;
      return {
        result: "unknown",
        detail: `the session was lost ${when}: ${describeFailure(configured.failure)}`,
      };
    }
  }
}

function notSent(detail: string): SendOutcome {
  return { result: "not-sent", detail };
}
