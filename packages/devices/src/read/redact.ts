/**
 * Takes secrets out of what a device printed, before anything is kept or digested: passwords, keys,
 * tokens, community strings, credentials in addresses. It would rather take a harmless word than leave
 * a secret; what the rules look at (fingerprints, states, times, addresses) stays. Lines that announce a
 * secret by a word are the business of `secret-lines.ts`; here stand forms that need no word in front.
 */
import { REDACTED, redactLine } from "./secret-lines.js";

export { REDACTED };

// Kept as they are: the device says that there is nothing.
const NOTHING = /^(?:<none>|<empty>|<redacted>|none)$/i;

/** Each pattern has what stays in its first group and the secret in its second. Any line, log messages too. */
const FORMS: readonly RegExp[] = [
  // `https://user:word@proxy.example`: either half may be the secret.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)([^\s/@'"]{1,400})(?=@)/gi,
  // `http-proxy user:word@proxy.example`
  /((?:^|[\s"'=(])[\w.%+-]{1,64}:)([^\s@/:"']{1,200})(?=@[\w[])/g,
  // `?token=...&api_key=...`
  /([?&][\w.-]{0,40}(?:token|key|secret|passw\w*|pwd|auth|sig|signature)=)([^\s&#"']{1,2000})/gi,
  // `Authorization: Bearer ...`; a licence has an authorization too, without such a scheme.
  /(\bauthorization["']?[ \t]*[:=][ \t]*["']?(?:bearer|basic|digest|token)[ \t]+)([^\s"']{4,})/gi,
  // `"password": "..."`, `secret=...`, `x-api-key: ...`, `token="..."`
  /(["']?\b[\w-]{0,40}(?:passw(?:or)?d|passphrase|passcode|secret|api[-_]?key|token|community)["']?[ \t]{0,4}(?:=[ \t]{0,4}|:[ \t]{0,4}(?=["'])))(?!=)("[^"\r\n]{0,2000}"|'[^'\r\n]{0,2000}'|[^\s"',;&<>]{1,2000})/gi,
  /(["']?\b(?:x-)?api[-_]?key["']?[ \t]{0,4}:[ \t]{0,4})([^\s"',;&<>]{4,2000})/gi,
  // `<password>...</password>`
  /(<[\w:-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|key|community)(?:[ \t][^<>]{0,200})?>)([^<>]{1,2000})(?=<\/)/gi,
  // `license smart ... token ...` in a message: long enough to be one.
  /(\b(?:token|bearer|api-?key)[ \t]*[:= ][ \t]*)([A-Za-z0-9+/_.=%-]{20,})/gi,
];

const PRIVATE_KEY =
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[\s\S]{0,20000}?(-----END [A-Z ]{0,30}PRIVATE KEY-----|$(?![\s\S]))/g;

const SUSPICIOUS =
  /passw|passphrase|passcode|secret|key|communit|token|bearer|credential|psk|\b[cs]ak\b|\bckn\b|\bwep\b|\bpin\b|\bspi\b|webhook|authori[sz]ation["']?\s*[:=]|authentication|encryption|snmp-server|:[^\s@:]{1,400}@/i;

/** Idempotent, and linear in the length of the text. */
export function redact(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  const withoutKeys = text.includes("PRIVATE KEY") ? text.replace(PRIVATE_KEY, `$1\n${REDACTED}\n$2`) : text;
  let section = "";
  return withoutKeys.replace(/[^\r\n]+/g, (line) => {
    // What a line belongs to: a bare ` key 12345` is a name in a key chain and a secret under a server.
    if (!/^[\s!]/.test(line)) section = line;
    if (!SUSPICIOUS.test(line)) return line;
    return redactLine(withoutForms(line), section);
  });
}

function withoutForms(line: string): string {
  return FORMS.reduce(
    (kept, form) =>
      kept.replace(form, (whole, announced: string, value: string) =>
        NOTHING.test(value.replace(/["']/g, "")) ? whole : `${announced}${masked(value)}`,
      ),
    line,
  );
}

/** A quoted value stays quoted, so that what stood around it still reads. */
function masked(value: string): string {
  const quote = /^(["']).*\1$/s.exec(value)?.[1] ?? "";
  return `${quote}${REDACTED}${quote}`;
}
