/** Why a server's chain could not be taken down. */
import type { EndpointFailure } from "../flow/look-at-endpoint.js";
import { unknownCode, type Words } from "./words.js";

export function endpointFailureInWords(failure: EndpointFailure): Words {
  switch (failure.code) {
    case "endpoint/name-not-resolved":
      return {
        sentence: `the name ${failure.host} is not known to the name servers of this machine`,
        advice: "Check the spelling, or give the server's address: --connect-to ADDRESS:PORT",
      };
    case "endpoint/name-servers-silent":
      return {
        sentence: `no name server answered for ${failure.host}`,
        advice: "Check this machine's name servers, or give the server's address: --connect-to ADDRESS:PORT",
      };
    case "endpoint/connection-refused":
      return {
        sentence: `${failure.address} is there, and nothing listens on its port ${failure.port}`,
        advice: "Check the port: HOST:PORT. A firewall that rejects looks the same.",
      };
    case "endpoint/no-route":
      return {
        sentence: `there is no route to ${failure.address}`,
        advice: "Check the route, the VRF and the firewalls between this machine and the server.",
      };
    case "endpoint/timed-out":
      return {
        sentence: `nothing came back from ${failure.address} port ${failure.port} within ${failure.seconds} s`,
        advice:
          "A firewall may drop the packets, or the server is silent. Try from where the routers are, or --timeout.",
      };
    case "endpoint/handshake-broken-off":
      return {
        sentence: `${failure.address} ended the connection in the middle of the TLS handshake, and did not say why`,
        advice:
          "A firewall that inspects TLS does this, and so does a server that does not know the name asked for (--sni).",
      };
    case "endpoint/tls-alert":
      return {
        sentence: `the server refuses the handshake with the TLS alert ${failure.alert}${alertName(failure.alert)}`,
        advice:
          "It may not know the name asked for (--sni NAME), or want a TLS version that was not offered.",
      };
    case "endpoint/not-tls":
      return {
        sentence: `what answers on port ${failure.port} does not speak TLS`,
        advice: "Check the port: HOST:PORT. An HTTP proxy in between answers like this too.",
      };
    case "endpoint/unreachable":
      return {
        sentence: `the server could not be reached (${failure.detail})`,
        advice: "Check address, port and the path to the server.",
      };
    default:
      return unknownCode(failure);
  }
}

/** RFC 8446, section 6.2, and RFC 5246 for the older ones. */
const ALERTS: Readonly<Record<number, string>> = {
  0: "close_notify",
  10: "unexpected_message",
  20: "bad_record_mac",
  22: "record_overflow",
  40: "handshake_failure",
  42: "bad_certificate",
  43: "unsupported_certificate",
  44: "certificate_revoked",
  45: "certificate_expired",
  46: "certificate_unknown",
  47: "illegal_parameter",
  48: "unknown_ca",
  49: "access_denied",
  50: "decode_error",
  51: "decrypt_error",
  70: "protocol_version",
  71: "insufficient_security",
  80: "internal_error",
  86: "inappropriate_fallback",
  90: "user_canceled",
  109: "missing_extension",
  110: "unsupported_extension",
  112: "unrecognized_name",
  113: "bad_certificate_status_response",
  115: "unknown_psk_identity",
  116: "certificate_required",
  120: "no_application_protocol",
};

function alertName(alert: number): string {
  const name = ALERTS[alert];
  return name === undefined ? "" : ` (${name})`;
}
