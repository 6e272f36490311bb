/**
 * What can stand in the way of the durable record, as facts. Sentences and advice are the command line's.
 * Inside this package a failure travels as a `Refused`; what the index exports answers with a `Result`.
 */
import { failed, type Result, success } from "@reroot/pki";
import { codeOf, isConnectionLoss } from "./connection-loss.js";

export type DatabaseFailure =
  /** npm has no PostgreSQL for this platform, or installed none (`--omit=optional`). */
  | { readonly code: "database/no-embedded-server"; readonly platform: string }
  | { readonly code: "database/disk-full"; readonly place: string }
  /** The path of a Unix socket holds 107 bytes at most. */
  | { readonly code: "database/socket-path-too-long"; readonly path: string; readonly bytes: number }
  /** Nothing is kept here yet, and whoever opens it wants to read what is. */
  | { readonly code: "database/not-there"; readonly folder: string }
  | { readonly code: "database/folder-unusable"; readonly folder: string; readonly detail: string }
  /** PostgreSQL refuses to run as root, and no other user of this machine can be used in its place. */
  | { readonly code: "database/no-user-for-server"; readonly tried: readonly string[] }
  | { readonly code: "database/server-failed"; readonly doing: string; readonly log: string }
  | { readonly code: "database/cannot-connect"; readonly server: string; readonly detail: string }
  /** Written by a newer Reroot. */
  | { readonly code: "database/newer"; readonly found: number; readonly known: number }
  /** The connection was lost while working. */
  | { readonly code: "database/lost"; readonly detail: string };

export class Refused<F extends { readonly code: string } = DatabaseFailure> extends Error {
  readonly failure: F;

  constructor(failure: F, cause?: unknown) {
    super(failure.code, { cause });
    this.name = "Refused";
    this.failure = failure;
  }
}

/** Turns what is thrown inside, and a database that goes away meanwhile, into what the caller branches on; our own mistakes pass. */
export async function answered<T, F extends { readonly code: string } = DatabaseFailure>(
  work: () => Promise<T>,
): Promise<Result<T, F>> {
  try {
    return success(await work().catch(lostOr));
  } catch (error) {
    if (error instanceof Refused) return failed(error.failure as F);
    throw error;
  }
}

/** For `.catch` behind a query: a lost connection or a full disk becomes its failure, all else stays what it is. */
export function lostOr(error: unknown): never {
  if (error instanceof Refused) throw error;
  if (codeOf(error) === DISK_FULL) {
    throw new Refused({ code: "database/disk-full", place: "the database" }, error);
  }
  if (!isConnectionLoss(error)) throw error;
  const detail = error instanceof Error ? error.message : String(error);
  throw new Refused({ code: "database/lost", detail }, error);
}

/** PostgreSQL, appendix A: disk_full. */
const DISK_FULL = "53100";

/** Nothing can go on until somebody makes room; everything else passes. */
export function isDiskFull(error: unknown): error is Refused {
  return error instanceof Refused && error.failure.code === "database/disk-full";
}
