/** What is lost on a date of the timeline. */
import type { TimelineEntry } from "../report/timeline.js";

export function lossInWords({ kind, when }: Pick<TimelineEntry, "kind" | "when">): string {
  const isPast = when === "past";
  switch (kind) {
    case "bites":
      return isPast ? "the service stopped working" : "the service stops working";
    case "communication-deadline":
      return isPast ? "the authorization ended" : "the authorization ends unless a contact succeeds";
    case "registration-expiry":
      return isPast ? "the registration ended" : "the registration ends";
    case "features-stop":
      return isPast ? "a year without contact: features stopped" : "a year without contact: features stop";
  }
}
