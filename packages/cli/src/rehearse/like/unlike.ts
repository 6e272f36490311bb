/** In what a lab router differs from the device that it stands for: said for each device, since a rehearsal proves no more. */
import type { FailureCause, RegistrationFacts } from "@reroot/core";

export type Unlike = { readonly device: string } & UnlikeDetail;

export type UnlikeDetail =
  /** Left out: the lab has IOS XR routers only. */
  | { readonly kind: "other-system"; readonly os: string }
  /** The hardware is not one of the lab's; another stands in. */
  | { readonly kind: "other-platform"; readonly platform: string; readonly standsIn: string }
  | { readonly kind: "other-name"; readonly name: string }
  /** Nobody knows it of the device; the lab router has what is usual. */
  | { readonly kind: "not-known"; readonly fact: UnknownOfIt }
  /** It comes from an inventory. */
  | { readonly kind: "nothing-known" }
  /** Certificates of which only the fingerprint is known. */
  | { readonly kind: "certificates-not-at-hand"; readonly count: number }
  | { readonly kind: "registration"; readonly status: RegistrationFacts["status"] | "disabled" }
  /** The last success lies at another moment, so that the next contact falls where it did. */
  | { readonly kind: "contact-moved"; readonly from: string; readonly to: string }
  | { readonly kind: "contradiction" }
  /** Smart Call Home leaves traces in the log alone, and the lab router's log begins with the lab. */
  | { readonly kind: "call-home-trace" }
  /** The same of an agent by policy and its usage reports. */
  | { readonly kind: "report-trace" }
  /** The server had changed its root before the announced day; the lab's audit sees that only from its own day on. */
  | { readonly kind: "server-seen-earlier"; readonly host: string; readonly at: string }
  | { readonly kind: "unknown-zone"; readonly zone: string }
  | { readonly kind: "cause"; readonly cause: FailureCause }
  | { readonly kind: "server-of-its-own"; readonly url: string }
  | { readonly kind: "plain-http"; readonly url: string }
  | { readonly kind: "proxy"; readonly proxy: string }
  | { readonly kind: "name-servers"; readonly addresses: readonly string[] }
  | { readonly kind: "static-hosts"; readonly hosts: readonly string[] }
  | { readonly kind: "bundle-url"; readonly url: string }
  /** Routes and addresses behind it are the lab's. */
  | { readonly kind: "routing"; readonly names: readonly string[] };

export type UnknownOfIt = "system" | "trustPool" | "licence" | "callHome" | "transport" | "last-contact";

/** Everything that one device's parts found they could not imitate. */
export type Tell = (detail: UnlikeDetail) => void;
