/** The emulated platforms and what the commands about the system need to know of one router. */
import type { Platform } from "../options.js";

export interface PlatformProfile {
  readonly platform: Platform;
  /** The name in `show version`. */
  readonly series: string;
  /** Product id for licensing. */
  readonly productId: string;
  /** The route processors, active first, for example `0/RP0/CPU0`. */
  readonly processors: readonly [active: string, standby: string];
  readonly architecture: "classic" | "exr" | "xr7";
}

export interface PlatformFacts {
  readonly profile: PlatformProfile;
  readonly hostname: string;
  readonly release: string;
  readonly serialNumber: string;
  readonly bootedAt: Date;
  readonly now: Date;
  /** The active route processor, then the other one. */
  readonly processors: readonly [active: string, standby: string];
  readonly standby: "none" | "ready" | "booting";
  /** Since the last reload, oldest first. */
  readonly switchovers: readonly Date[];
}

export const PROFILES: Readonly<Record<Platform, PlatformProfile>> = {
  asr9000: {
    platform: "asr9000",
    series: "ASR9K Series",
    productId: "ASR-9006-AC-V2",
    processors: ["0/RSP0/CPU0", "0/RSP1/CPU0"],
    architecture: "classic",
  },
  ncs5500: {
    platform: "ncs5500",
    series: "NCS-5500",
    productId: "NCS-55A2-MOD-S",
    processors: ["0/RP0/CPU0", "0/RP1/CPU0"],
    architecture: "exr",
  },
  cisco8000: {
    platform: "cisco8000",
    series: "8201",
    productId: "8201-SYS",
    processors: ["0/RP0/CPU0", "0/RP1/CPU0"],
    architecture: "xr7",
  },
};
