/**
 * In which order one login tries its means, and what to say when the device takes none. It never
 * offers the same password twice to a device: routers lock accounts.
 */
import type { Login, LoginMethod, LoginQuestion, PrivateKey } from "./login.js";
import type { ConnectFailure } from "./session-failure.js";

/** In the form in which ssh2 takes it, but for the choice among an agent's keys. */
export type AuthenticationAttempt =
  | { readonly type: "none"; readonly username: string }
  | { readonly type: "password"; readonly username: string; readonly password: string }
  | { readonly type: "publickey"; readonly username: string; readonly key: PrivateKey }
  | {
      readonly type: "agent";
      readonly username: string;
      readonly agent: string;
      readonly only: readonly Uint8Array[] | undefined;
    }
  | {
      readonly type: "keyboard-interactive";
      readonly username: string;
      readonly prompt: (
        name: string,
        instructions: string,
        language: string,
        prompts: readonly { readonly prompt: string; readonly echo: boolean }[],
        finish: (answers: readonly string[]) => void,
      ) => void;
    };

export interface Authentication {
  /** The next attempt, given what the device says it still takes (null: it has not been asked). */
  readonly next: (
    methodsLeft: readonly string[] | null,
    partialSuccess: boolean | null,
  ) => AuthenticationAttempt | false;
  readonly refused: () => ConnectFailure;
}

// A device that keeps asking is not going to let us in.
const MOST_ROUNDS_OF_QUESTIONS = 4;

export function authentication(login: Login): Authentication {
  const untried = attemptsOf(login);
  const tried: string[] = [];
  let offered: readonly string[] = [];
  return {
    next: (methodsLeft, partialSuccess) => {
      offered = methodsLeft ?? offered;
      if (partialSuccess !== true && tried.at(-1) === "password" && offered.includes("password")) {
        dropRepetition(untried, login);
      }
      const takes = (attempt: AuthenticationAttempt) =>
        methodsLeft === null || methodsLeft.includes(methodOf(attempt));
      const index = untried.findIndex(takes);
      const attempt = index < 0 ? undefined : untried.splice(index, 1)[0];
      if (attempt) tried.push(attempt.type);
      return attempt ?? false;
    },
    refused: () => ({ code: "session/login-refused", username: login.username, tried, offered }),
  };
}

function attemptsOf(login: Login): AuthenticationAttempt[] {
  const { username, password, privateKeys = [], agentSocket, agentKeys } = login;
  const attempts: AuthenticationAttempt[] = [];
  for (const key of privateKeys) attempts.push({ type: "publickey", username, key });
  if (agentSocket) attempts.push({ type: "agent", username, agent: agentSocket, only: agentKeys });
  if (password !== undefined) attempts.push({ type: "password", username, password });
  if (password !== undefined || login.answer) attempts.push(questions(login));
  const chosen = login.methods ? inOrder(attempts, login.methods) : attempts;
  return chosen.length > 0 ? chosen : [{ type: "none", username }];
}

function inOrder(
  attempts: readonly AuthenticationAttempt[],
  methods: readonly LoginMethod[],
): AuthenticationAttempt[] {
  return methods.flatMap((method) => attempts.filter((attempt) => methodOf(attempt) === method));
}

/** The device took `password` as a method and refused ours: typing it again elsewhere is a second failure. */
function dropRepetition(untried: AuthenticationAttempt[], login: Login): void {
  const index = untried.findIndex((attempt) => attempt.type === "keyboard-interactive");
  if (index >= 0 && !login.answer) untried.splice(index, 1);
}

function questions(login: Login): AuthenticationAttempt {
  let rounds = 0;
  return {
    type: "keyboard-interactive",
    username: login.username,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      const asked = prompts.map(({ prompt, echo }) => ({ text: prompt, echo }));
      const giveUp = () => finish(asked.map(() => ""));
      if (++rounds > MOST_ROUNDS_OF_QUESTIONS) giveUp();
      else if (login.answer) login.answer(asked).then(finish, giveUp);
      else finish(asked.map((question) => plainAnswer(question, login)));
    },
  };
}

function plainAnswer(question: LoginQuestion, login: Login): string {
  return question.echo ? login.username : (login.password ?? "");
}

function methodOf(attempt: AuthenticationAttempt): string {
  return attempt.type === "agent" ? "publickey" : attempt.type;
}
