/**
 * Takes secrets out of what a device printed, before anything is kept or digested: passwords, keys,
 * tokens, community strings, credentials in addresses. It would rather take a harmless word than leave
 * a secret; what the rules look at (fingerprints, states, times, addresses) stays.
 */

export const REDACTED = "<redacted>";

// Kept as they are: the device says that there is nothing.
const NOTHING = /^(?:<none>|<empty>|<redacted>|not|none)$/i;

// How a value may be announced: its number, algorithm, privilege level, encryption type.
const HASH = "(?:md5|sha[\\w-]{0,8}|[hc]mac[\\w-]{0,16})";
const TYPE = `(?:(?:encrypted|clear|text|hash|password|unencrypted|level \\d{1,2}|(?:\\d{1,10}[ \\t]+)?${HASH}|0|5|6|7|8|9|10)[ \\t]+){0,4}`;

/** Each pattern has what stays in its first group and the secret in its second. */
const SECRETS: readonly RegExp[] = [
  // `password 7 0822455D0A16`, ` secret 10 $6$...`, `key-string password 02050D480809`, `idtoken NGI4...`
  new RegExp(
    `(\\b(?:password|passwd|secret|passphrase|key-string|authentication-key|pre-shared-key|shared-secret|community|id-?token|token-id)\\b[ \\t]*[:=]?[ \\t]+${TYPE})(\\S+)`,
    "gi",
  ),
  // ` key 7 0822455D0A16`, `tacacs-server key 6 ...`, `radius-server key clear-text`; `key chain X` and `key 1` are names.
  /(\bkey[ \t]+(?:[05-9]|10|encrypted|clear)[ \t]+)(\S+)/gi,
  /((?:^|(?:tacacs|radius)-server\b.{0,200})[ \t]+key[ \t]+)(?!chain\b|\d{1,10}[ \t]*\r?$|(?:[05-9]|10|encrypted|clear)[ \t])(\S+)(?=[ \t]*\r?$)/gim,
  // `message-digest-key 1 md5 7 ...`, `auth md5 encrypted ...`, `priv aes 128 clear ...`
  /(\b(?:md5|sha|sha-?\d{1,3}|hmac-\S{1,20}|aes(?:[ \t]+\d{1,3})?|des\d{0,2}|3des)[ \t]+(?:[05-9]|10|encrypted|clear)[ \t]+)(\S+)/gi,
  /(\bmessage-digest-key[ \t]+\d{1,3}[ \t]+md5[ \t]+)(?!(?:[05-9]|10|encrypted|clear)[ \t])(\S+)/gi,
  // `snmp-server host 192.0.2.1 traps version 2c public`
  /(\bsnmp-server[ \t]+host[ \t]+\S{1,80}[ \t].{0,80}?\bversion[ \t]+(?:1|2c|3(?:[ \t]+(?:auth|noauth|priv))?)[ \t]+(?:(?:encrypted|clear)[ \t]+)?)(\S+)/gi,
  // `https://user:word@proxy.example`: either half may be the secret.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)([^\s/@]{1,400})(?=@)/gi,
  // `license smart proxy ... token ...`, tokens in addresses and messages: long enough to be one.
  /(\b(?:token|api-?key|authorization:[ \t]*\w{1,20})[ \t]*[:= ][ \t]*)([A-Za-z0-9+/_.=%-]{20,})/gi,
];

const PRIVATE_KEY =
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[\s\S]{0,20000}?(-----END [A-Z ]{0,30}PRIVATE KEY-----|$(?![\s\S]))/g;

const SUSPICIOUS =
  /passw|secret|passphrase|key|communit|token|md5|sha|hmac|aes|des|snmp-server|:\/\/[^\s/]*@|authorization:/i;

/** Idempotent, and linear in the length of the text. */
export function redact(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  const withoutKeys = text.includes("PRIVATE KEY") ? text.replace(PRIVATE_KEY, `$1\n${REDACTED}\n$2`) : text;
  return SECRETS.reduce(
    (kept, secret) =>
      kept.replace(secret, (whole, announced: string, value: string) =>
        NOTHING.test(value) ? whole : `${announced}${REDACTED}`,
      ),
    withoutKeys,
  );
}
