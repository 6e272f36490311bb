/**
 * The durable record of a rollout and its execution: PostgreSQL (a private one, or the team's), the journal,
 * claims, workers, and the DBOS workflows that carry an approved plan out.
 *
 * Deliberately does not know: how a router talks, what a verdict is, which move comes next (core's machines
 * say so), terminals, and sentences for people.
 */

export * from "./database.js";
export { type Database, type DatabaseChoice, openDatabase } from "./database.js";
export {
  type Engine,
  type EngineOptions,
  type EngineTold,
  openRecord,
  type RolloutRecord,
  startEngine,
} from "./engine.js";
export { type DatabaseFailure, Refused } from "./failure.js";
export type { Complaint, Examination } from "./keeping/doctor.js";
export { backupOf, examined, restoreInto } from "./keeping/keeping.js";
export type { BackupText, Restored, RestoreFailure } from "./keeping/restore.js";
export type { Durability } from "./postgres/server.js";
export type { Order, Ordered } from "./rollouts/control.js";
export type { RolloutFailure } from "./rollouts/rollout-failure.js";
export type { PlannedDevice, RolloutStatus, UnderWay, WorkerStatus } from "./rollouts/status.js";
export { rolloutIdOf, type Submission } from "./rollouts/submit.js";
export type { EngineTime, LeapingTime, RealTime } from "./time.js";
export type { Scope, Serves } from "./workflows/names.js";
export type { RolloutWorld, WorldFor } from "./workflows/room.js";
