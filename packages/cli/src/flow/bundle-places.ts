/**
 * Where a notice's vendor publishes its bundles: the address that the notice gives, its neighbours there, and the
 * location in use since, `.../current/NAME/NAME.p7b`. Of each bundle (core, intersect, union) the contents differ.
 */
import type { FieldNotice } from "@reroot/core";

/**
 * Addresses to look at, the notice's own first, then those that devices can be sent to; empty where the notice
 * gives none.
 */
export function bundlePlaces(notice: FieldNotice): readonly string[] {
  const given = notice.remedies.find(({ id }) => id === "import-from-default-url")?.bundleUrl;
  if (!given || !URL.canParse(given)) return [];
  const url = new URL(given);
  const [, folder, stem, ending] = /^(.*\/)([A-Za-z0-9]+)(\.p7b)$/.exec(url.pathname) ?? [];
  if (folder === undefined) return [given];
  const names = [`${stem}_core`, stem, `${stem}_union`];
  const here = names.map((name) => at(url, `${folder}${name}${ending}`));
  // The current location is documented under https. Devices are never sent there: they may lack its root.
  const secure = new URL(url);
  secure.protocol = "https:";
  const current = names.map((name) => at(secure, `${folder}current/${name}/${name}${ending}`));
  return [given, ...[...here, ...current].filter((one) => one !== given)];
}

function at(base: URL, pathname: string): string {
  const url = new URL(base);
  url.pathname = pathname;
  return url.href;
}
