/**
 * The configuration statements that an emulated router takes, from the vendor's YANG models of trust pool, Call Home,
 * HTTP client and Smart Licensing, and in outline what any router has besides. The rest is refused. How a pattern is
 * written: terminal/grammar.ts.
 */

export interface Definition {
  readonly pattern: string;
  /** For a block: what its prompt says, and what may stand in it. */
  readonly mode?: string;
  readonly body?: readonly Definition[] | "anything";
}

const line = (pattern: string): Definition => ({ pattern });
const block = (pattern: string, mode: string, body: readonly Definition[] | "anything"): Definition => ({
  pattern,
  mode,
  body,
});

const TRUSTPOOL = [
  line("cabundle url <url>"),
  line("crl optional"),
  line("vrf <name>"),
  line("description <text...>"),
];

const TRUSTPOINT = [
  line("crl optional"),
  line("enrollment url <url>"),
  line("enrollment terminal"),
  line("subject-name <name...>"),
  line("vrf <name>"),
  line("rsakeypair <label>"),
];

const PROFILE = [
  line("active"),
  line("destination address http {url}"),
  line("destination address email {address}"),
  line("destination transport-method http"),
  line("destination transport-method email"),
  line("destination message-size-limit <bytes>"),
  line("destination preferred-msg-format <format>"),
  line("reporting smart-call-home-data"),
  line("reporting smart-licensing-data"),
  line("subscribe-to-alert-group {group...}"),
];

const CALL_HOME = [
  line("service active"),
  line("contact smart-licensing"),
  line("contact-email-addr <address>"),
  line("sender from <address>"),
  line("sender reply-to <address>"),
  line("vrf <name>"),
  line("http-proxy <proxy...>"),
  line("source-interface <name>"),
  line("rate-limit <count>"),
  line("customer-id <id>"),
  line("site-id <id>"),
  line("contract-id <id>"),
  line("phone-number <number>"),
  line("street-address <address...>"),
  line("data-privacy hostname"),
  line("alert-group {group}"),
  line("mail-server {server...}"),
  block("profile {name}", "config-call-home-profile", PROFILE),
];

const HTTP_CLIENT = [
  "vrf <name>",
  "source-interface ipv4 <name>",
  "source-interface ipv6 <name>",
  "version <version>",
  "connection retry <count>",
  "connection timeout <seconds>",
  "response timeout <seconds>",
  "ssl version <version>",
  "secure-verify-peer disable",
  "secure-verify-host disable",
].map((rest) => line(`http client ${rest}`));

const LICENSE = [
  "transport smart",
  "transport callhome",
  "transport cslu",
  "transport off",
  "url <url>",
  "url smart <url>",
  "url cslu <url>",
  "usage interval <days>",
  "proxy hostname <name>",
  "proxy port <port>",
  "reservation",
  "flexible-consumption enable",
].map((rest) => line(`license smart ${rest}`));

const DOMAIN = [
  "name <name>",
  "name-server {address}",
  "list {name}",
  "lookup disable",
  "lookup source-interface <name>",
  "ipv4 host {name} <address>",
  "vrf {vrf} name <name>",
  "vrf {vrf} list {name}",
  "vrf {vrf} lookup disable",
  "vrf {vrf} lookup source-interface <name>",
  "vrf {vrf} ipv4 host {name} <address>",
  "vrf {vrf} name-server {address}",
].map((rest) => line(`domain ${rest}`));

const INTERFACE = [
  line("description <text...>"),
  line("vrf <name>"),
  line("ipv4 address <address...>"),
  line("ipv4 {what...}"),
  line("shutdown"),
  line("{what...}"),
];

const ROUTES = [block("address-family ipv4 unicast", "config-static-afi", [line("{prefix} {via...}")])];

export const STATEMENTS: readonly Definition[] = [
  line("hostname <name>"),
  line("clock timezone <zone...>"),
  line("banner {kind} <text...>"),
  line("logging {what...}"),
  line("service {what...}"),
  line("telnet {what...}"),
  line("ssh {what...}"),
  line("cdp"),
  line("snmp-server {what...}"),
  line("aaa {what...}"),
  line("netconf-yang agent ssh"),
  ...DOMAIN,
  block("username {name}", "config-un", "anything"),
  block("vrf {name}", "config-vrf", "anything"),
  block("line console", "config-line", "anything"),
  block("line default", "config-line", "anything"),
  block("line template {name}", "config-line", "anything"),
  block("vty-pool {name...}", "config", "anything"),
  block("ntp", "config-ntp", "anything"),
  block("interface {name}", "config-if", INTERFACE),
  block("router static", "config-static", [...ROUTES, block("vrf {name}", "config-static-vrf", ROUTES)]),
  block("grpc", "config-grpc", "anything"),
  line("crypto ca source-interface ipv4 <name>"),
  line("crypto ca http-proxy <proxy...>"),
  block("crypto ca trustpool policy", "config-trustpool", TRUSTPOOL),
  block("crypto ca trustpoint {name}", "config-trustp", TRUSTPOINT),
  block("call-home", "config-call-home", CALL_HOME),
  ...HTTP_CLIENT,
  ...LICENSE,
];
