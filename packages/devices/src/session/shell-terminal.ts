/** A terminal over the shell of an SSH connection. It knows no prompts and no commands. */
import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { SshConnection } from "./ssh.js";
import type { Terminal, TerminalListener } from "./terminal.js";

/** What the device shows before somebody listens is kept: banners and the first prompt come early. */
export function shellTerminal(
  shell: Duplex & { readonly stderr?: Duplex },
  connection: SshConnection,
  /** Ends the connection. */
  end: () => void,
): Terminal {
  const decoder = new StringDecoder("utf8");
  let isOpen = true;
  const release = () => {
    isOpen = false;
    end();
  };
  shell.on("error", () => {});
  shell.stderr?.resume();
  return {
    write: (text) => {
      if (isOpen && shell.writable) shell.write(text);
    },
    listen: (listener: TerminalListener) => {
      const closed = (detail: string) => {
        if (!isOpen) return;
        release();
        listener.closed(detail);
      };
      connection.onLost(closed);
      shell.on("close", () => closed("the device ended the session"));
      shell.on("data", (chunk: Buffer) => {
        if (isOpen) listener.seen(decoder.write(chunk));
      });
    },
    close: () => {
      if (isOpen) release();
    },
  };
}
