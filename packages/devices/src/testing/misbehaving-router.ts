/**
 * A small SSH server with a router's prompt that misbehaves on purpose. It plays what a test tells it,
 * keystroke by keystroke as a line editor does; it knows no licensing and no trust pools.
 */
/// <reference path="../session/ssh2.d.ts" />
import type { Duplex } from "node:stream";
import ssh2, { type AuthenticationContext, type ServerConnection } from "ssh2";
import { newSshKey } from "./ssh-keys.js";

export interface Play {
  /** Sends text to the terminal, as it stands. */
  say(text: string): void;
  /** Lets the other side work before going on. */
  pause(): Promise<void>;
  /** Ends the connection without a word. */
  disconnect(): void;
  /** The line that was typed. */
  readonly line: string;
}

export interface RouterScript {
  readonly prompt: string;
  /** What a command prints; undefined stands for `% Invalid input`. */
  readonly outputs: Readonly<Record<string, string | ((play: Play) => Promise<void> | void)>>;
  /** Types back what was typed. */
  readonly echo: (typed: string, play: Omit<Play, "line">) => Promise<void> | void;
  readonly greeting: (play: Omit<Play, "line">) => Promise<void> | void;
  readonly password: string;
  readonly methods: readonly string[];
  readonly publicKey?: Buffer;
  readonly hostKeys: readonly string[];
  readonly algorithms: Partial<Record<"kex" | "serverHostKey" | "cipher" | "hmac", readonly string[]>>;
  /** Whether lines that came along with this one are lost. */
  readonly dropsTypeAhead: (line: string) => boolean;
}

export interface MisbehavingRouter {
  readonly port: number;
  /** Every line that was typed, empty ones too. */
  readonly typed: readonly string[];
  /** Everything that came, as it came. */
  readonly received: () => string;
  /** Methods by which a login was tried, in order. */
  readonly attempts: readonly string[];
  readonly connections: () => number;
  close(): Promise<void>;
}

export const PROMPT = "RP/0/RP0/CPU0:lab-r1#";
export const INVALID = "                ^\r\n% Invalid input detected at '^' marker.\r\n";

export const HOST_KEY = newSshKey();

const WELL_BEHAVED: RouterScript = {
  prompt: PROMPT,
  outputs: {},
  echo: (typed, play) => play.say(typed),
  greeting: (play) => play.say(`\r\n\r\n${PROMPT}`),
  password: "secret-of-the-test",
  methods: ["password", "keyboard-interactive", "publickey"],
  hostKeys: [HOST_KEY.private],
  algorithms: {},
  dropsTypeAhead: () => false,
};

export async function misbehavingRouter(changes: Partial<RouterScript> = {}): Promise<MisbehavingRouter> {
  const script = { ...WELL_BEHAVED, ...changes };
  const typed: string[] = [];
  const attempts: string[] = [];
  const clients = new Set<ServerConnection>();
  let connections = 0;
  let received = "";
  const hear = (text: string) => {
    received += text;
  };
  const server = new ssh2.Server({ hostKeys: script.hostKeys, algorithms: script.algorithms }, (client) => {
    connections++;
    clients.add(client);
    client.setNoDelay(true);
    client.on("error", () => {});
    client.on("close", () => clients.delete(client));
    client.on("authentication", (context: AuthenticationContext) => {
      attempts.push(context.method);
      authenticate(context, script);
    });
    client.on("ready", () => {
      client.on("session", (acceptSession: () => NodeJS.EventEmitter) => {
        const session = acceptSession();
        session.on("pty", (accept?: () => void) => accept?.());
        session.on("shell", (accept: () => Duplex) => serve(accept(), client, script, { typed, hear }));
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: server.address().port,
    typed,
    received: () => received,
    attempts,
    connections: () => connections,
    close: async () => {
      for (const client of clients) client.end();
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}

function authenticate(context: AuthenticationContext, script: RouterScript): void {
  const isTaken = script.methods.includes(context.method);
  const isOurKey = script.publicKey !== undefined && context.key?.data.equals(script.publicKey) === true;
  const isPassword = context.method === "password" && context.password === script.password;
  if (isTaken && context.method === "keyboard-interactive") {
    context.prompt([{ prompt: "Password: ", echo: false }], (answers) => {
      if (answers[0] === script.password) context.accept();
      else context.reject(script.methods);
    });
  } else if (isTaken && (isPassword || (context.method === "publickey" && isOurKey))) context.accept();
  else context.reject(script.methods);
}

function serve(
  channel: Duplex,
  client: ServerConnection,
  script: RouterScript,
  { typed, hear }: { readonly typed: string[]; readonly hear: (text: string) => void },
): void {
  const queue: string[] = [];
  let busy = true;
  const play = {
    say: (text: string) => void (channel.writable && channel.write(text)),
    pause: () => new Promise<void>((resolve) => setTimeout(resolve, 15)),
    disconnect: () => client.end(),
  };
  channel.on("error", () => {});
  const work = async () => {
    if (busy) return;
    busy = true;
    for (let line = queue.shift(); line !== undefined; line = queue.shift()) {
      typed.push(line);
      if (script.dropsTypeAhead(line)) queue.length = 0;
      await script.echo(line, play);
      play.say("\r\n");
      await answer({ ...play, line }, script);
      play.say(script.prompt);
    }
    busy = false;
  };
  let partial = "";
  channel.on("data", (data: Buffer) => {
    hear(data.toString("utf8"));
    const lines = (partial + data.toString("utf8")).split("\n");
    partial = lines.pop() as string;
    queue.push(...lines);
    void work();
  });
  channel.on("close", () => client.end());
  void Promise.resolve(script.greeting(play)).then(() => {
    busy = false;
    return work();
  });
}

async function answer(play: Play, script: RouterScript): Promise<void> {
  if (play.line === "" || /^terminal (?:length|width) 0$/.test(play.line)) return;
  const output = script.outputs[play.line];
  if (typeof output === "function") await output(play);
  else if (output === undefined) play.say(INVALID);
  else play.say(`\r\n\rWed Feb 23 06:08:07.562 UTC\r\n${output.replace(/\r?\n/g, "\r\n")}\r\n`);
}
