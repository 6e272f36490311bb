/** In what a lab router differs from the device that it stands for. */
import type { UnlikeDetail } from "../rehearse/like/unlike.js";
import { joined } from "./count.js";
import { day } from "./dates.js";
import { causeName } from "./finding-reason.js";
import { unknownCode } from "./words.js";

export function unlikeInWords(detail: UnlikeDetail): string {
  switch (detail.kind) {
    case "other-system":
      return `left out: it runs ${detail.os}, and the lab has IOS XR routers only`;
    case "other-platform":
      return `the lab has no ${detail.platform}; it is ${detail.standsIn} here`;
    case "other-name":
      return `its name is ${detail.name} here`;
    case "nothing-known":
      return "only its name is known; what else it is was drawn from the seed";
    case "not-known":
      return `the evidence does not say ${FACTS[detail.fact]}; it is as usual here`;
    case "certificates-not-at-hand":
      return detail.count === 1
        ? "a certificate of its trust pool is not at hand, and left out"
        : `${detail.count} certificates of its trust pool are not at hand, and left out`;
    case "registration":
      return `${REGISTRATIONS[detail.status]}; here it is simply not registered`;
    case "contact-moved":
      return `its last success is put on ${day(detail.to)} instead of ${day(detail.from)}, so that it calls when it should`;
    case "contradiction":
      return "its evidence contradicts itself, which no router here can";
    case "call-home-trace":
      return "its log tells how Smart Call Home failed; here the log begins with the lab, and nothing was sent yet";
    case "report-trace":
      return "its log tells how a usage report failed; here the log begins with the lab, and none is due yet";
    case "server-seen-earlier":
      return `${detail.host} was seen to have changed its root on ${day(detail.at)}; an audit here sees that only from its own moment on`;
    case "unknown-zone":
      return `nobody can tell which zone "${detail.zone}" is; its clock runs in UTC here`;
    case "cause":
      return `"${causeName(detail.cause)}" is not imitated`;
    case "server-of-its-own":
      return `it talks to ${detail.url}; here that is the lab's server on the premises`;
    case "plain-http":
      return `it sends licensing over plain HTTP to ${detail.url}; here that is HTTPS`;
    case "proxy":
      return `its proxy ${detail.proxy} is the lab's here`;
    case "name-servers":
      return `its name servers ${joined([...detail.addresses])} are the lab's here`;
    case "static-hosts":
      return `its fixed entries for ${joined([...detail.hosts])} are left out: the lab's name server answers`;
    case "bundle-url":
      return `its trust pool policy names ${detail.url}, which nothing answers here`;
    case "routing":
      return `addresses and routes of ${joined([...detail.names])} are the lab's here`;
    default:
      return unknownCode(detail);
  }
}

const FACTS: Readonly<Record<Extract<UnlikeDetail, { kind: "not-known" }>["fact"], string>> = {
  system: "which release it runs",
  trustPool: "what its trust pool holds",
  licence: "how its licensing stands",
  callHome: "which Call Home profiles it has",
  transport: "which transport licensing uses",
  "last-contact": "when it last reached the cloud",
};

const REGISTRATIONS: Readonly<Record<Extract<UnlikeDetail, { kind: "registration" }>["status"], string>> = {
  registered: "it is registered",
  registering: "its registration is under way",
  "not-registered": "it has tried to register, in vain",
  failed: "its registration failed",
  expired: "its registration has expired",
  disabled: "Smart Licensing is not enabled",
};
