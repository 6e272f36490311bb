/** Records a session with one device: the commands of an audit, and everything that comes back, character by character. */
import type { InventoryDevice } from "@reroot/core";
import { failed, type Result, success } from "@reroot/pki";
import type { RecordedExchange, Recording } from "../captures/record.js";
import { cancellableTerminal } from "../session/cancellable-terminal.js";
import { ReadSession } from "../session/read-session.js";
import type { SessionFailure } from "../session/session-failure.js";
import type { Terminal } from "../session/terminal.js";
import type { DeviceAccess } from "./access.js";
import { AUDIT } from "./read-device.js";

export interface DeviceRecording extends Recording {
  /** Why it ends before the last command, if it does. */
  readonly endedBy?: SessionFailure;
}

/** Fails only where no session came about; a session that breaks leaves what was recorded. */
export async function recordDevice(
  device: InventoryDevice,
  access: DeviceAccess,
  signal?: AbortSignal,
): Promise<Result<DeviceRecording, SessionFailure>> {
  const opened = await access.openTerminal(device, signal);
  if (!opened.ok) return opened;
  const heard: string[] = [];
  const terminal = listenedTo(cancellableTerminal(opened.value.terminal, signal), (text) => heard.push(text));
  const session = await ReadSession.open(terminal, access.limits);
  if (!session.ok) return failed(session.failure);
  const exchanges: RecordedExchange[] = [];
  for (const command of AUDIT) {
    heard.length = 0;
    const answer = await session.value.read(command);
    exchanges.push({ command, raw: heard.join("") });
    if (!answer.ok) return success({ exchanges, endedBy: answer.failure });
  }
  session.value.close();
  return success({ exchanges });
}

function listenedTo(terminal: Terminal, hear: (text: string) => void): Terminal {
  return {
    write: (text) => terminal.write(text),
    close: () => terminal.close(),
    listen: ({ seen, closed }) =>
      terminal.listen({
        seen: (text) => {
          hear(text);
          seen(text);
        },
        closed,
      }),
  };
}
