/**
 * What Reroot does with each keyword of ssh_config(5): uses it, refuses the host where ignoring it would
 * lead the session elsewhere or widen trust, passes over it in silence, or passes over it and says so.
 */

export type Treatment = "used" | "refused" | "without-consequence" | "not-used" | "unknown";

const USED =
  "addressfamily bindaddress ciphers connecttimeout globalknownhostsfile hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile kbdinteractiveauthentication kexalgorithms macs passwordauthentication port preferredauthentications proxyjump pubkeyacceptedalgorithms pubkeyauthentication user userknownhostsfile";

/** With the value that changes nothing, if there is one. */
const REFUSED: Readonly<Record<string, string | undefined>> = {
  bindinterface: undefined,
  canonicalizehostname: "no",
  knownhostscommand: "none",
  proxycommand: "none",
  revokedhostkeys: "none",
};

const WITHOUT_CONSEQUENCE =
  "addkeystoagent batchmode canonicaldomains canonicalizefallbacklocal canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms channeltimeout checkhostip clearallforwardings compression connectionattempts controlmaster controlpath controlpersist dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports hashknownhosts ignoreunknown ipqos localforward loglevel logverbose nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming permitremoteopen proxyusefdpass rekeylimit remoteforward requesttty securitykeyprovider sendenv serveralivecountmax serveraliveinterval setenv stdinnull streamlocalbindmask streamlocalbindunlink syslogfacility tag tcpkeepalive tunnel tunneldevice updatehostkeys usekeychain visualhostkey warnweakcrypto xauthlocation";

const NOT_USED =
  "certificatefile gssapiauthentication gssapidelegatecredentials hostbasedacceptedalgorithms hostbasedauthentication localcommand permitlocalcommand pkcs11provider remotecommand requiredrsasize sessiontype stricthostkeychecking verifyhostkeydns";

/** Older names of the same things (readconf.c). */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  challengeresponseauthentication: "kbdinteractiveauthentication",
  globalknownhostsfile2: "globalknownhostsfile",
  hostbasedkeytypes: "hostbasedacceptedalgorithms",
  identityfile2: "identityfile",
  pubkeyacceptedkeytypes: "pubkeyacceptedalgorithms",
  skeyauthentication: "kbdinteractiveauthentication",
  tisauthentication: "kbdinteractiveauthentication",
  userknownhostsfile2: "userknownhostsfile",
};

const TREATMENTS: ReadonlyMap<string, Treatment> = new Map([
  ...USED.split(" ").map((keyword) => [keyword, "used"] as const),
  ...Object.keys(REFUSED).map((keyword) => [keyword, "refused"] as const),
  ...WITHOUT_CONSEQUENCE.split(" ").map((keyword) => [keyword, "without-consequence"] as const),
  ...NOT_USED.split(" ").map((keyword) => [keyword, "not-used"] as const),
]);

export function canonicalKeyword(keyword: string): string {
  return Object.hasOwn(OTHER_NAMES, keyword) ? (OTHER_NAMES[keyword] as string) : keyword;
}

/** `value` in lower case. */
export function treatmentOf(keyword: string, value: string): Treatment {
  const treatment = TREATMENTS.get(keyword) ?? "unknown";
  return treatment === "refused" && REFUSED[keyword] === value ? "without-consequence" : treatment;
}
