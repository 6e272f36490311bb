/** The line before output: of EXEC, and of the administration plane of eXR, which has a clock format of its own. */
import { execTimestamp } from "../router/ios-time.js";

/** It begins with a carriage return of its own, as in captured sessions. */
export function timestampLine(at: Date): string {
  return `\r${execTimestamp(at)}`;
}

/** `Tue Jun  6  07:50:55.337 UTC+00:00`, as captured. */
export function adminTimestamp(at: Date): string {
  return execTimestamp(at).replace(/ (\d\d:\d\d:\d\d\.\d{3}) UTC$/, "  $1 UTC+00:00");
}
