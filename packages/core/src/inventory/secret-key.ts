/** Which keys hold secrets, by their names. What they hold is never looked at. */

export function isSecretKey(key: string): boolean {
  return SECRET.test(key) && !NAMES_A_FILE.test(key);
}

const SECRET = new RegExp(
  [
    "password|passwd|passphrase|secret|token|api_?key|private_?key|community|credential",
    // `enable_pass`, `userpass`; not `bypass` or `compass_zone`.
    "(^|[^a-z])(enable|user|login|become|sudo)?pass($|[^a-z])",
  ].join("|"),
  "i",
);
const NAMES_A_FILE = /_(file|path)$/i;
