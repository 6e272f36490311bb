/**
 * The codes of a licence reservation. The vendor's are made and checked by secrets of its own: these are the lab's own
 * dialect, in the vendor's outline. A request code names a device and a kind; whoever runs the lab turns it into an
 * authorization code, as an operator does at the vendor's portal.
 */
import { createHash } from "node:crypto";

/** PLR reserves everything, SLR what was chosen at the portal. */
export type ReservationKind = "universal" | "specific";

/** For example `CB-ZNCS-55A2-MOD-S:FOC2311R1HE-A1B2C3D4-5E`. */
export function requestCode(udi: string, kind: ReservationKind, sequence: number): string {
  const [, productId = "", serialNumber = ""] = /^PID:(.*),SN:(.*)$/.exec(udi) ?? [];
  const letter = kind === "universal" ? "U" : "S";
  const check = shortHash(`request ${udi} ${kind} ${sequence}`);
  return `C${letter}-Z${productId}:${serialNumber}-${check.slice(0, 8)}-${check.slice(8, 10)}`;
}

/** What the lab's portal gives for a request code; undefined for a text that is no request code. */
export function authorizationCode(request: string): string | undefined {
  const code = request.trim();
  if (!/^C[US]-Z\S+:\S+-[0-9A-F]{8}-[0-9A-F]{2}$/.test(code)) return undefined;
  const check = shortHash(`authorization ${code}`);
  return `LAB-${check.slice(0, 6)}-${check.slice(6, 12)}-${check.slice(12, 18)}-${check.slice(18, 24)}`;
}

/** To be entered at the portal, so that what was reserved is free again. */
export function returnCode(authorization: string): string {
  const check = shortHash(`return ${authorization}`);
  return `C${check.slice(0, 5)}-${check.slice(5, 11)}-${check.slice(11, 17)}-${check.slice(17, 22)}`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(`lab-cloud/1 ${text}`).digest("hex").slice(0, 24).toUpperCase();
}
