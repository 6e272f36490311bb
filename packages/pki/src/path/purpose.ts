/** What the target's key will be used for; `any` asks nothing. */
export type Purpose =
  | "any"
  | "server-auth"
  | "client-auth"
  | "code-signing"
  | "email-protection"
  | "time-stamping"
  | "ocsp-signing";
