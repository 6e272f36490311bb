/** The overlay that makes a lab's notice out of the real one: which stand-in takes the place of which root. */
import { type FieldNotice, type LabOverlay, OVERLAY_FORMAT_VERSION } from "@reroot/core";
import type { Lab, StandInCertificate } from "@reroot/rehearsal";

/** JSON, which is YAML too; `--lab-notice` reads it. */
export function labNoticeText(lab: Lab, base: FieldNotice): string {
  const { retired, required, signer } = lab.standIns;
  const overlay: LabOverlay = {
    formatVersion: OVERLAY_FORMAT_VERSION,
    lab: true,
    name: `LAB ${lab.id}`,
    baseNotice: base.id,
    retiredRoots: base.retiredRoots.map((root) => ({ replaces: root.sha256, ...certificateOf(retired) })),
    requiredRoots: base.requiredRoots.map((root) => ({ replaces: root.sha256, ...certificateOf(required) })),
    signerRoots: [certificateOf(signer)],
  };
  return `${JSON.stringify(overlay, null, 2)}\n`;
}

function certificateOf({ sha256, pem }: StandInCertificate) {
  return { sha256: sha256 as LabOverlay["signerRoots"][number]["sha256"], pem };
}
