/**
 * A fleet as it stands in a folder of captured outputs: the same facts by the same code as from live
 * devices. What a device's capture does not hold is unknown, and says so. Nothing is connected to.
 */
import type {
  DeviceReading,
  EndpointObservation,
  FieldNotice,
  FleetReader,
  Inventory,
  InventoryDevice,
  PoolDigest,
  PoolLabel,
  Transcript,
} from "@reroot/core";
import { type CapturedDevice, readCaptureFolder, type SetAside } from "../captures/index.js";
import { factsFrom } from "../read/facts-from.js";
import { makeTranscript } from "../read/transcript.js";

export interface CapturedFleetOptions {
  /** One folder or one file a device. */
  readonly folder: string;
  readonly deliver: (transcript: Transcript) => void;
  readonly now: () => Date;
  readonly cloudHosts?: readonly string[];
  readonly observeEndpoints?: (notice: FieldNotice) => Promise<readonly EndpointObservation[]>;
}

export interface CapturedFleet {
  readonly reader: FleetReader;
  /** A device for each that the captures hold; nothing can be connected to under these names. */
  readonly inventory: Inventory;
  /** Files that hold no capture. */
  readonly setAside: readonly SetAside[];
}

/** Rejects only where the folder itself cannot be listed. Transcripts are delivered while it is read. */
export async function capturedFleetReader(options: CapturedFleetOptions): Promise<CapturedFleet> {
  const readings = new Map<string, DeviceReading>();
  const pools = new Map<PoolDigest, readonly PoolLabel[]>();
  const setAside: SetAside[] = [];
  for await (const entry of readCaptureFolder(options.folder)) {
    setAside.push(...entry.setAside);
    for (const captured of entry.devices) {
      const name = unusedName(captured, readings);
      readings.set(name, sharePool(readCaptured(name, captured, options), pools));
    }
  }
  return {
    reader: {
      concurrency: 1,
      now: options.now,
      readDevice: async ({ name }) => readings.get(name) ?? readCaptured(name, undefined, options),
      observeEndpoints: async (notice) => (await options.observeEndpoints?.(notice)) ?? [],
    },
    inventory: { devices: [...readings.keys()].map(deviceNamed) },
    setAside,
  };
}

function readCaptured(
  name: string,
  captured: CapturedDevice | undefined,
  options: CapturedFleetOptions,
): DeviceReading {
  const at = options.now().toISOString();
  // In administration and configuration mode the same words are other commands.
  const inExec = (captured?.transcripts ?? []).filter(({ mode }) => mode === undefined);
  const transcripts = inExec.map(({ command, output, source }) =>
    makeTranscript({ device: name, command, output, at, source }),
  );
  for (const transcript of transcripts) options.deliver(transcript);
  const cloudHosts = options.cloudHosts ? { cloudHosts: options.cloudHosts } : {};
  const { facts, pool } = factsFrom(transcripts, { timing: "captured", ...cloudHosts });
  return { evidence: { device: name, readAt: at, facts }, ...(pool && { pool }) };
}

/** A folder `r1` and a file `r1.log` are two devices until somebody says otherwise. */
function unusedName({ name, transcripts }: CapturedDevice, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  const file = transcripts[0]?.source.file ?? "again";
  for (let count = 2; ; count++) {
    const other = count === 2 ? `${name} (${file})` : `${name} (${file}, ${count})`;
    if (!taken.has(other)) return other;
  }
}

/** Thousands of devices hold the same pool: it is kept once. */
function sharePool(reading: DeviceReading, pools: Map<PoolDigest, readonly PoolLabel[]>): DeviceReading {
  const { evidence, pool } = reading;
  if (!pool) return reading;
  const labels = pools.get(pool.digest) ?? pool.labels;
  pools.set(pool.digest, labels);
  return { evidence, pool: { digest: pool.digest, labels } };
}

function deviceNamed(name: string): InventoryDevice {
  return { name, host: name, port: 22, groups: [] };
}
