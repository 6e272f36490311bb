/** What is needed to change devices: the way to them, what is sent to them, and who keeps what they say. */
import type { Transcript } from "@reroot/core";
import type { DeviceAccess } from "../fleet/access.js";

export interface ChangeRoom {
  readonly access: DeviceAccess;
  readonly deliver: (transcript: Transcript) => void;
  readonly now: () => Date;
  /** The bundle that the plan names; needed only where a file is copied. */
  readonly bundle?: Uint8Array;
  /** Takes the place of `<token>` in a registration, and is kept nowhere. */
  readonly registrationToken?: string;
}
