/**
 * The client's side of lab.mjs, in a process of its own so that its work is not counted as the lab's: opens sessions
 * with ssh2, types commands and keeps what was printed. It judges nothing.
 *
 * A message to it is `{ sessions: [{ host, port, commands }], username, password, atOnce, together }`; with
 * `together`, no session ends before every one of them has run its commands. The answer is `{ outputs }`, by session
 * and command, or `{ error }`.
 */
import { createRequire } from "node:module";

const { Client } = createRequire(import.meta.url)("ssh2");
const PATIENCE_MS = 120_000;
const PROMPT = /(^|\n)RP\/0\/\S+#$/;

process.on("message", async (order) => {
  try {
    process.send({ outputs: await runAll(order) });
  } catch (error) {
    process.send({ error: String(error?.message ?? error) });
  }
});

async function runAll({ sessions, username, password, atOnce, together }) {
  const outputs = new Array(sessions.length);
  let next = 0;
  let open = 0;
  let allOpen;
  const everyOne = new Promise((resolve) => {
    allOpen = resolve;
  });
  const work = async () => {
    while (next < sessions.length) {
      const index = next++;
      const { commands, ...device } = sessions[index];
      const session = await Session.open({ ...device, username, password });
      outputs[index] = [];
      for (const command of commands) outputs[index].push(await session.command(command));
      if (++open === sessions.length) allOpen();
      if (together) await everyOne;
      await session.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, sessions.length) }, work));
  return outputs;
}

/** One login with one shell. */
class Session {
  #client = new Client();
  #channel;
  #received = "";
  #arrived = () => {};
  #failed;

  static open(login) {
    const session = new Session();
    const client = session.#client;
    return new Promise((resolve, reject) => {
      const fail = (error) => {
        session.#failed = error;
        session.#arrived();
        reject(new Error(`${login.host}:${login.port}: ${error.message}`));
      };
      client.on("error", fail);
      client.on("close", () => fail(new Error("connection closed")));
      client.on("ready", () => {
        client.setNoDelay(true);
        client.shell({ term: "vt100" }, (error, channel) => {
          if (error) return fail(error);
          session.#channel = channel;
          channel.on("data", (data) => {
            session.#received += data;
            session.#arrived();
          });
          session.#untilPrompt().then(() => resolve(session), fail);
        });
      });
      client.connect({ ...login, readyTimeout: PATIENCE_MS });
    });
  }

  async command(text) {
    this.#channel.write(`${text}\r`);
    const received = await this.#untilPrompt();
    return received.split("\r\n").slice(1, -1).join("\n");
  }

  async end() {
    await new Promise((closed) => {
      this.#client.once("close", closed);
      this.#client.end();
    });
  }

  async #untilPrompt() {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (!PROMPT.test(this.#received.slice(-80))) {
      if (this.#failed) throw this.#failed;
      const left = giveUpAt - performance.now();
      if (left <= 0) throw new Error(`no prompt, but ${JSON.stringify(this.#received.slice(-200))}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const text = this.#received;
    this.#received = "";
    return text;
  }
}
