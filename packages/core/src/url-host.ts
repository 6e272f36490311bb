/**
 * The host of an http(s) URL as routers and notices write it, in lower case. `URL` belongs to the
 * language's hosts, not to the language, so it is not to be had here.
 */
export function hostOf(url: string): string | undefined {
  return /^https?:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]+)/i.exec(url)?.[1]?.toLowerCase();
}
