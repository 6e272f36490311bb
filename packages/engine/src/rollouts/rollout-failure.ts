/** Why a rollout cannot be begun or controlled as asked. */
import type { DatabaseFailure } from "../failure.js";

export type RolloutFailure =
  | DatabaseFailure
  /** Devices that another rollout, not at its end yet, is to change. */
  | {
      readonly code: "engine/device-claimed";
      readonly rollout: string;
      readonly devices: readonly string[];
    }
  /** The record knows less than the journal in the run's folder: it was restored from an older backup. */
  | {
      readonly code: "engine/record-behind";
      readonly rollout: string;
      readonly recorded: number;
      readonly journalled: number;
    }
  | { readonly code: "engine/no-such-rollout"; readonly rollout: string }
  /** Several are meant by what was given. */
  | { readonly code: "engine/which-rollout"; readonly rollouts: readonly string[] }
  | { readonly code: "engine/rollout-ended"; readonly rollout: string }
  | { readonly code: "engine/not-paused"; readonly rollout: string }
  | { readonly code: "engine/already-paused"; readonly rollout: string }
  | { readonly code: "engine/already-cancelled"; readonly rollout: string }
  | { readonly code: "engine/no-such-device"; readonly rollout: string; readonly device: string }
  /** It has come to its end: there is nothing left to skip. */
  | { readonly code: "engine/device-ended"; readonly rollout: string; readonly device: string }
  /** Nothing that differs from a rehearsal stopped this device. */
  | { readonly code: "engine/nothing-to-accept"; readonly rollout: string; readonly device: string }
  /** Who may not approve the plan may not accept what differs from its rehearsal. */
  | { readonly code: "engine/may-not-accept"; readonly rollout: string; readonly by: string }
  /** Only a device that was held or failed is tried again. */
  | { readonly code: "engine/not-to-retry"; readonly rollout: string; readonly device: string };
