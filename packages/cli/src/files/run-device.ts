/** One device of an audit, found in its folder without holding the fleet in memory. */
import path from "node:path";
import {
  ASSESSMENT_FORMAT,
  type Assessment,
  type DeviceEvidence,
  EVIDENCE_FORMAT,
  type Evidence,
} from "@reroot/core";
import { Refusal } from "../refusal.js";
import { notAnAudit } from "./earlier-run.js";
import { readLargeJson } from "./large-json.js";
import { openRunFolder, RUN_FILES, type RunFile, type RunFolder } from "./run-folder.js";

export interface DeviceOfRun {
  readonly folder: RunFolder;
  readonly device: DeviceEvidence;
  readonly evidence: Pick<Evidence, "pools" | "endpoints">;
  readonly assessment: Pick<Assessment, "notice" | "at">;
}

/** @throws {Refusal} when the folder is not an audit's, or holds no such device. */
export async function deviceOfRun(directory: string, given: string, host: string): Promise<DeviceOfRun> {
  const folder = await openRunFolder(path.resolve(directory, given));
  const part = async <T extends { readonly formatVersion: number }>(
    file: RunFile,
    array: string,
    formatVersion: number,
    onElement?: (element: DeviceEvidence) => void,
  ) => {
    if (!(await folder.has(file))) throw notAnAudit(`The folder holds no ${RUN_FILES[file]}.`, given);
    const read = readLargeJson(folder.fileOf(file), { array, ...(onElement && { onElement }) });
    const value = await read.catch((error: unknown) => {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    });
    if (value?.formatVersion === formatVersion) return value as unknown as T;
    throw notAnAudit(`${RUN_FILES[file]} is not what this Reroot reads.`, given);
  };
  const assessment = await part<Assessment>("assessment", "findings", ASSESSMENT_FORMAT);
  // Of the others no more than the names is kept: for what may have been meant.
  const found: DeviceEvidence[] = [];
  const names: { readonly device: string }[] = [];
  const evidence = await part<Evidence>("evidence", "devices", EVIDENCE_FORMAT, (one) => {
    if (one.device === host) found.push(one);
    else names.push({ device: one.device });
  });
  return { folder, assessment, evidence, device: deviceIn(found, host, names) };
}

/** @throws {Refusal} with names that are alike, where none of the devices is that one. */
export function deviceIn(
  devices: readonly DeviceEvidence[],
  host: string,
  names: readonly Pick<DeviceEvidence, "device">[] = devices,
): DeviceEvidence {
  const found = devices.find(({ device }) => device === host);
  if (found) return found;
  const alike = names.filter(({ device }) => device.toLowerCase().includes(host.toLowerCase())).slice(0, 5);
  throw new Refusal({
    sentence: `The run holds no device "${host}".`,
    advice:
      alike.length > 0
        ? `Did you mean ${alike.map(({ device }) => device).join(" or ")}?`
        : `It holds ${names.length}; \`reroot audit\` lists them.`,
  });
}
