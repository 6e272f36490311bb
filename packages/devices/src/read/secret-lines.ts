/**
 * Takes the secrets out of one line that announces them by a word: `password 7 0822...`, ` key ...`,
 * `snmp-server community ...`. After such a word come words that say how the value is written; the next
 * one is the secret. In a line of configuration everything behind that goes too, but for words that are
 * known to be none: a form that nobody thought of loses a harmless name rather than a secret.
 */

export const REDACTED = "<redacted>";

/** These announce a secret wherever they stand, in log messages and sentences too. */
const STRONG =
  /^(?:[\w-]*passw(?:or)?d6?|[\w-]*passphrase|[\w-]*passcode|[\w-]*secret(?:-string)?|key-(?:octet-)?string|hex-string|pre-shared-key|shared-secret|(?:[\w-]+-)?community(?:-map)?|id-?token|token-id)$/i;
/** These only in a line of configuration: elsewhere they are words like any other. */
const WEAK =
  /^(?:[\w-]*-?key|key-config|key-hash|[\w-]*token|psk|[\w-]*-psk|[cs]ak|ckn|wep|bearer|pin|webhook|spi|[\w-]*credentials?)$/i;
/** Names of things that are called after keys and passwords, and hold none. */
const NAMES =
  /^(?:key-?chain|rsakeypair|password-policy|password-encryption|no-password|keypair|trusted-key|public-key)$/i;

/** How a value is written, between the word and the value. */
const MODIFIER =
  /^(?:encrypted|unencrypted|clear|cleartext|plain|text|ascii|ascii-text|hex|hash|string|password6?|secret|key|0|5|6|7|8|9|10|local|remote|accept|send|type-?6|level|md5|sha[\w-]{0,12}|[hc]mac[\w-]{0,16}|aes[\w-]{0,12}|3?des\w{0,3}|ssh-\w+|is|are|was|=|:|config-key|password-encrypt|chap|pap|ms-chap)$/i;
/** Modifiers that have a word of their own behind them. */
const TAKES_A_WORD = /^(?:level|address|hostname|identity|vrf|ipv4|ipv6|inbound|outbound|esp|ah)$/i;

/** Words behind a secret, or between two, that are none. */
const HARMLESS =
  /^(?:ro|rw|systemowner|sdrowner|lrowner|ipv[46]|acl|access|view|context|udp-port|address|hostname|force|local|remote|level|level-[12]|retransmit|timeout|single-connection|port|auth-port|acct-port|priv|auth|encrypted|clear|cryptographic-algorithm|key-string|hello|snp|validate|authenticate|send-only|enable|disable|prefer|no-xauth|inbound|outbound|esp|ah|cipher|authenticator|size|128bit|40bit|md5|sha[\w-]{0,12}|[hc]mac[\w-]{0,16}|aes[\w-]{0,14}|3?des\w{0,3}|additive|none|internet|local-as|no-export|no-advertise|gshut|[hc]?md5|\^c|<[a-z]+>)$/i;
const NUMBER = /^\d{1,5}$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})$/i;
const BGP_COMMUNITY = /^\(?\d{1,10}:\d{1,10}(?:,.*)?\)?$/;
const NOTHING = /^(?:<none>|<empty>|<redacted>|not|none|n\/a)$/i;

/** Configuration begins in lower case; messages, labels and sentences do not. */
const CONFIGURATION = /^[\s+-]*(?:no )?[a-z0-9]/;
const LOG_MESSAGE = /%[A-Z][A-Z0-9_]*-(?:[A-Z0-9_]+-)?\d-|\b[A-Z0-9_]+-\d-[A-Z0-9_]+\b/;
/** `Password: word`, `Community name: word`; labels of licences and certificates are no secrets. */
const LABEL = /^(\s*[A-Za-z][\w -]{0,40}:[ \t]+)(\S.*)$/;
const LABELS_OF_SECRETS = /passw|secret|passphrase|communit|pre-shared|\btoken$/i;

interface Token {
  readonly text: string;
  readonly start: number;
}

/** `section`: the statement without indentation that the line stands under. */
export function redactLine(whole: string, section: string): string {
  // Recordings hold what the line carried: colours and positions in front of the words.
  const colours = /^(?:\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f])+/.exec(whole)?.[0] ?? "";
  const line = whole.slice(colours.length);
  const special = redactSpecial(line);
  const isConfiguration = CONFIGURATION.test(line) && !LOG_MESSAGE.test(line);
  return `${colours}${labelledSecret(special) ?? redactTokens(special, isConfiguration, section)}`;
}

function redactTokens(line: string, isConfiguration: boolean, section: string): string {
  const tokens = tokensOf(line);
  const secret = new Set<number>();
  for (let index = 0; index < tokens.length; index++) {
    if (!announces(tokens, index, isConfiguration, section)) continue;
    const value = valueAfter(tokens, index, isConfiguration);
    if (value === undefined) continue;
    if (!isHarmlessValue(tokens, index, value)) secret.add(value);
    if (isConfiguration) for (const more of tail(tokens, value)) secret.add(more);
    index = Math.max(index, value - 1);
  }
  return withMasked(line, tokens, secret);
}

function announces(
  tokens: readonly Token[],
  index: number,
  isConfiguration: boolean,
  section: string,
): boolean {
  const word = bare(tokens[index]);
  if (NAMES.test(word)) return false;
  if (STRONG.test(word)) return true;
  if (!isConfiguration || !WEAK.test(word)) return false;
  if (word.toLowerCase() !== "key") return true;
  const next = bare(tokens[index + 1]);
  if (/^chain$/i.test(next)) return false;
  // `key 1`: a name, unless the line stands under a server that shares a secret with us.
  const isNumbered =
    /^\d{1,15}$/.test(next) && (tokens.length === index + 2 || /^ntp$/i.test(bare(tokens[0])));
  return !isNumbered || /^(?:tacacs|radius|aaa|server|client)/i.test(section);
}

/** The index of the value: past everything that says how it is written. Undefined where the line ends before. */
function valueAfter(tokens: readonly Token[], index: number, isConfiguration: boolean): number | undefined {
  let at = index + 1;
  while (at < tokens.length - 1) {
    const word = bare(tokens[at]);
    const next = bare(tokens[at + 1]);
    // Read again, what stood behind the number is masked already.
    const isMasked = tokens[at + 1]?.text === REDACTED;
    const isNumberOfKey = NUMBER.test(word) && (MODIFIER.test(next) || STRONG.test(next) || isMasked);
    if (isConfiguration && TAKES_A_WORD.test(word) && at < tokens.length - 2) at += 2;
    else if (isConfiguration && ADDRESS.test(word)) at += 1;
    else if (MODIFIER.test(word) || isNumberOfKey) at += 1;
    else break;
  }
  return at < tokens.length ? at : undefined;
}

/** A list of route communities is none, and neither is what says that there is nothing. */
function isHarmlessValue(tokens: readonly Token[], index: number, value: number): boolean {
  const word = (tokens[value]?.text ?? "").replace(/^['"]|['",;.]+$/g, "");
  if (NOTHING.test(word)) return true;
  return /community$/i.test(bare(tokens[index])) && (BGP_COMMUNITY.test(word) || /^\($/.test(word));
}

function tail(tokens: readonly Token[], value: number): readonly number[] {
  const found: number[] = [];
  for (let at = value + 1; at < tokens.length; at++) {
    const word = bare(tokens[at]);
    const isKnown = HARMLESS.test(word) || STRONG.test(word) || NUMBER.test(word) || ADDRESS.test(word);
    const isNamed =
      TAKES_A_WORD.test(bare(tokens[at - 1])) ||
      /^(?:access|view|context|ipv[46])$/i.test(bare(tokens[at - 1]));
    if (word !== "" && !isKnown && !isNamed && !BGP_COMMUNITY.test(word)) found.push(at);
  }
  return found;
}

function withMasked(line: string, tokens: readonly Token[], secret: ReadonlySet<number>): string {
  let kept = "";
  let from = 0;
  for (const [index, { text, start }] of tokens.entries()) {
    if (!secret.has(index) || text.includes(REDACTED)) continue;
    kept += `${line.slice(from, start)}${REDACTED}`;
    from = start + text.length;
  }
  return kept + line.slice(from);
}

/** `Password: word`: everything behind the label, which may be several words. */
function labelledSecret(line: string): string | undefined {
  const found = LABEL.exec(line);
  if (!found) return undefined;
  const [, label = "", value = ""] = found;
  if (!LABELS_OF_SECRETS.test(label.trim().slice(0, -1)) || LOG_MESSAGE.test(line)) return undefined;
  return NOTHING.test(value.trim()) ? line : `${label}${REDACTED}`;
}

/** Forms whose announcing words are too common to be taken as such anywhere else. */
const SPECIAL: readonly RegExp[] = [
  // `snmp-server host 192.0.2.1 vrf X traps version 2c public`
  /(\bsnmp-server[ \t]+host[ \t]+\S{1,80}(?:[ \t]+(?:vrf[ \t]+\S{1,64}|traps?|informs?|ipv4|ipv6|version|1|2c|3|auth|noauth|priv|encrypted|clear))*[ \t]+)(?!(?:vrf|traps?|informs?|ipv4|ipv6|version|1|2c|3|auth|noauth|priv|encrypted|clear|udp-port|port)(?:[ \t]|$))(\S+)/gi,
  // `snmp-server user u g v3 auth sha WORD priv aes 128 WORD`
  /(\b(?:auth|priv)[ \t]+(?:md5|sha[\w-]{0,8}|3?des\w{0,3}|aes[\w-]{0,8})[ \t]+(?:\d{2,3}[ \t]+)?(?:(?:encrypted|clear|[05-9]|10)[ \t]+)?)(?!encrypted\b|clear\b|[05-9][ \t]|(?:128|192|256)(?:[ \t]|$))(\S+)/gi,
  // `message-digest-key 1 md5 7 WORD`, `authentication ipsec spi 256 md5 WORD`, `... esp aes 128 WORD sha1 WORD`
  /(\b(?:message-digest-key[ \t]+\d{1,3}|(?:authentication|encryption)[ \t]+ipsec[ \t].{0,120}?)[ \t]+(?:md5|sha1?|sha-?\d{1,3}|null|3?des|aes(?:[ \t]+\d{3})?)[ \t]+(?:(?:encrypted|clear|password|[05-9]|10)[ \t]+)?)(?!encrypted\b|clear\b|password\b|[05-9][ \t])(\S+)/gi,
  /(\b(?:md5|sha|sha-?\d{1,3}|hmac-\S{1,20}|aes(?:[ \t]+\d{1,3})?|des\d{0,2}|3des)[ \t]+(?:[05-9]|10|encrypted|clear|password)[ \t]+)(\S+)/gi,
  // `authentication text WORD`, `standby 1 authentication WORD`, `isis authentication key WORD`
  /(\bauthentication[ \t]+(?:text|key|string)[ \t]+(?:(?:encrypted|clear|[05-9])[ \t]+)?)(?!encrypted\b|clear\b|chain\b)(\S+)/gi,
  /(\b(?:standby|hsrp|vrrp|glbp)\b[^\r\n]{0,40}[ \t]authentication[ \t]+)(?!(?:md5|text|key-string|key-chain|mode)\b)(\S+)/gi,
];

function redactSpecial(line: string): string {
  if (!/snmp-server|authentication|encryption|digest|md5|sha|hmac|aes|des|auth|priv/i.test(line)) return line;
  // The last of several values in one line is met only once the first is gone.
  return SPECIAL.reduce((kept, form) => {
    const once = kept.replace(form, (_, announced: string) => `${announced}${REDACTED}`);
    return once === kept ? kept : once.replace(form, (_, announced: string) => `${announced}${REDACTED}`);
  }, line);
}

function tokensOf(line: string): readonly Token[] {
  return [...line.matchAll(/\S+/g)].map((found) => ({ text: found[0], start: found.index }));
}

/** Without what a terminal or a quotation put around it. */
function bare(token: Token | undefined): string {
  if (!token) return "";
  return token.text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replace(/^['"([{]+|['")\]},;]+$/g, "");
}
