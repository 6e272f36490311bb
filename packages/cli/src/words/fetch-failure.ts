/** Why something could not be fetched over HTTP. */
import type { HttpFailure } from "../flow/http-get.js";
import type { NetworkTrouble } from "../flow/network-trouble.js";
import { unknownCode, type Words } from "./words.js";

export function fetchFailureInWords(failure: HttpFailure): Words {
  switch (failure.code) {
    case "fetch/not-a-url":
      return {
        sentence: `"${failure.text}" is not an HTTP or HTTPS address without a user name`,
        advice: "Give one such as https://www.cisco.com/security/pki/trs/ios.p7b.",
      };
    case "fetch/redirect-to-other-host":
      return {
        sentence: `${failure.host} sends us on to another host, ${failure.to}`,
        advice: "If you trust that host, give its own address. A captive portal or a proxy does this too.",
      };
    case "fetch/redirect-to-plain-http":
      return {
        sentence: `the server sends us on from HTTPS to plain HTTP: ${failure.to}`,
        advice: "Give that address yourself if you mean it; the bundle's signature is checked either way.",
      };
    case "fetch/too-many-redirects":
      return {
        sentence: `the server sends us on more than ${failure.limit} times`,
        advice: "Look at the address with a browser, and give the one at which it ends.",
      };
    case "fetch/refused-by-server":
      return {
        sentence: `the server answers ${failure.status}`,
        advice: "Check the address; the vendor has moved its bundles before.",
      };
    case "fetch/no-connection":
      return {
        sentence: `no connection to ${failure.host}${troubleInWords(failure.trouble, failure.detail)}`,
        advice:
          "Check name servers, route and firewall, or fetch it elsewhere, copy it here and use `reroot bundle verify`.",
      };
    case "fetch/certificate-refused":
      return {
        sentence: `the certificate of ${failure.host} is not accepted here (${failure.detail})`,
        advice:
          "A firewall that inspects TLS looks like this. Fetch it elsewhere, copy it here and use `reroot bundle verify`.",
      };
    case "fetch/timed-out":
      return {
        sentence: `no complete answer within ${failure.seconds} s`,
        advice: "Try again; --resume goes on where it stopped.",
      };
    case "fetch/too-large":
      return {
        sentence: `it has more than ${failure.limit} bytes`,
        advice: "No bundle is so large. If this one is, say how much may be fetched: --max-bytes N",
      };
    case "fetch/cut-short":
      return {
        sentence: `the connection ended after ${failure.bytes} bytes, before all had come`,
        advice: "Try again; --resume goes on where it stopped.",
      };
    default:
      return unknownCode(failure);
  }
}

function troubleInWords(trouble: NetworkTrouble, detail: string): string {
  switch (trouble) {
    case "name-not-resolved":
      return ": its name is not known to the name servers of this machine";
    case "name-servers-silent":
      return ": no name server answered";
    case "connection-refused":
      return ": it is there, and nothing listens on this port";
    case "no-route":
      return ": there is no route to it";
    case "connection-reset":
      return ": it ended the connection without a word";
    case "timed-out":
      return ": nothing came back";
    case "other":
      return ` (${detail})`;
    default:
      return unknownCode(trouble);
  }
}
