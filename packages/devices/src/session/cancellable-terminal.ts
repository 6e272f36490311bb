/** A terminal that a signal ends as if the device had: what was seen so far stays, and nothing waits on. */
import type { Terminal } from "./terminal.js";

export function cancellableTerminal(terminal: Terminal, signal: AbortSignal | undefined): Terminal {
  if (!signal) return terminal;
  let stop = () => {};
  return {
    write: (text) => terminal.write(text),
    listen: (listener) => {
      const cancel = () => {
        terminal.close();
        listener.closed("the run was cancelled");
      };
      stop = () => signal.removeEventListener("abort", cancel);
      signal.addEventListener("abort", cancel, { once: true });
      terminal.listen({
        seen: (text) => listener.seen(text),
        closed: (detail) => {
          stop();
          listener.closed(detail);
        },
      });
      if (signal.aborted) cancel();
    },
    close: () => {
      stop();
      terminal.close();
    },
  };
}
