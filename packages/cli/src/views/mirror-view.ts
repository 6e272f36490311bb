/** What a mirror shows while it runs: what it serves, and a line for each answer. */
import type { Fetch, Mirror, ShelvedBundle } from "@reroot/server";
import type { Page } from "../terminal/page.js";
import { toned } from "../terminal/tone.js";
import { count } from "../words/count.js";

export function showServing(mirror: Mirror, bundles: readonly ShelvedBundle[], out: Page): void {
  out.line(
    toned("good", "serving"),
    `  ${count(bundles.length, "bundle")} on ${mirror.address}:${mirror.port}`,
  );
  for (const { name, title, version, sha256, md5 } of bundles) {
    out.line("");
    out.line(toned("strong", mirror.urlOf(name) ?? ""));
    out.line(`  ${title}, version ${version}`);
    out.line(`  SHA-256  ${sha256}`);
    out.line(`  MD5      ${md5}`);
  }
  out.line("");
  out.line(
    toned("faint", `${"Time".padEnd(8)}  ${"Device".padEnd(DEVICE)}  ${"Bundle".padEnd(BUNDLE)}  Answer`),
  );
}

const DEVICE = 24;
const BUNDLE = 12;

export function showFetch(fetch: Fetch, out: Page): void {
  const { at, device, address, bundle } = fetch;
  const who = (device === undefined ? address : `${device}`).padEnd(DEVICE);
  const tone = fetch.end === "complete" && fetch.status < 400 ? "good" : "warning";
  out.line(
    toned("faint", at.slice(11, 19)),
    `  ${who}  ${(bundle?.name ?? "-").padEnd(BUNDLE)}  `,
    toned(tone, answerInWords(fetch)),
  );
}

function answerInWords({ method, path, status, end, bytes, range }: Fetch): string {
  const size = `${bytes.toLocaleString("en")} bytes`;
  if (end === "timed-out") return `too slow: ended after ${size}`;
  if (end === "broken-off") return `broken off after ${size}`;
  switch (status) {
    case 200:
      return method === "HEAD" ? "asked about" : `whole, ${size}`;
    case 206:
      return `from byte ${range?.from} to ${range?.to}, ${size}`;
    case 304:
      return "has it already";
    case 404:
      return `refused: nothing at ${path}`;
    case 405:
      return `refused: ${method} ${path}`;
    default:
      return `refused: ${status} for ${method} ${path}`;
  }
}
