/**
 * `notice.yaml` as a `FieldNotice`, or every fault in it with its line.
 *
 * Checks the fields one by one (notice.ts) and then what only the whole can show: releases that can be read,
 * names that are unique, parts that fit one another. Does not read the certificates (attach-certificates.ts).
 */
import { failed, type Result, success } from "@reroot/pki";
import { type FieldNotice, fieldNoticeSchema, type NoticeFile } from "./notice.js";
import { parseRelease } from "./release.js";
import { type FieldProblem, fieldName, inReadingOrder, readYaml, type YamlFailure } from "./yaml-text.js";

export type NoticeFailure = YamlFailure;

/** Reads the text of one `notice.yaml`; `file` is only repeated in failures. */
export function parseNotice(yamlText: string, file: string): Result<FieldNotice, NoticeFailure> {
  const read = readYaml(yamlText, file, fieldNoticeSchema);
  if (!read.ok) return read;
  const { value: notice, locate } = read.value;
  const problems: readonly FieldProblem[] = contradictionsIn(notice).map(({ path, problem }) => ({
    ...locate(path),
    field: fieldName(path),
    problem,
  }));
  if (problems.length > 0) {
    return failed({ code: "notice/fields-wrong", file, problems: inReadingOrder(problems) });
  }
  return success({ ...notice, lab: null });
}

interface Contradiction {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
}

function contradictionsIn(notice: NoticeFile): readonly Contradiction[] {
  return [
    ...unreadableReleases(notice),
    ...repeatedNames(notice),
    ...rootsThatDoNotFit(notice),
    ...endpointsThatDoNotFit(notice),
    ...symptomsThatDoNotFit(notice),
    ...remediesThatDoNotFit(notice),
  ];
}

function unreadableReleases(notice: NoticeFile): readonly Contradiction[] {
  return notice.products.flatMap((product, p) => [
    ...product.affected.flatMap((row, r) =>
      row.releases.flatMap((release, index) =>
        parseRelease(release, product.platform).ok
          ? []
          : [
              {
                path: ["products", p, "affected", r, "releases", index],
                problem: `"${release}" is not one release of ${product.platform ?? "this product"}`,
              },
            ],
      ),
    ),
    ...(product.fixedReleases ?? []).flatMap(({ release }, index) =>
      parseRelease(release, product.platform).ok
        ? []
        : [
            {
              path: ["products", p, "fixedReleases", index, "release"],
              problem: `"${release}" is not one release of ${product.platform ?? "this product"}`,
            },
          ],
    ),
  ]);
}

function repeatedNames(notice: NoticeFile): readonly Contradiction[] {
  return [
    ...repeated(["revisions"], "version", notice.revisions),
    ...repeated(["defects"], "id", notice.defects),
    ...repeated(["endpoints"], "id", notice.endpoints),
    ...repeated(["remedies"], "id", notice.remedies),
    ...repeated(["symptoms", "syslog"], "id", notice.symptoms.syslog),
    ...repeated(["symptoms", "show"], "id", notice.symptoms.show),
    ...repeated(["retiredRoots"], "sha256", notice.retiredRoots),
    ...repeated(["requiredRoots"], "sha256", notice.requiredRoots),
    ...repeated(["signerRoots"], "sha256", notice.signerRoots),
  ];
}

function repeated<Key extends string>(
  list: readonly PropertyKey[],
  key: Key,
  items: readonly Readonly<Record<Key, string>>[],
): readonly Contradiction[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const again = seen.has(item[key]);
    seen.add(item[key]);
    return again ? [{ path: [...list, index, key], problem: `"${item[key]}" stands here twice` }] : [];
  });
}

function rootsThatDoNotFit(notice: NoticeFile): readonly Contradiction[] {
  const retired = new Set<string>(notice.retiredRoots.map((root) => root.sha256));
  const faults: Contradiction[] = notice.requiredRoots.flatMap((root, index) =>
    retired.has(root.sha256)
      ? [{ path: ["requiredRoots", index, "sha256"], problem: "this root is retired by the same notice" }]
      : [],
  );
  if (notice.direction !== "usage-ended" && notice.requiredRoots.length === 0) {
    faults.push({
      path: ["requiredRoots"],
      problem: "a notice about roots names the root that a device must hold",
    });
  }
  if (notice.direction === "root-removed" && notice.retiredRoots.length === 0) {
    faults.push({ path: ["retiredRoots"], problem: "direction root-removed needs the root that goes" });
  }
  return faults;
}

function endpointsThatDoNotFit(notice: NoticeFile): readonly Contradiction[] {
  return notice.endpoints.flatMap((endpoint, e) =>
    endpoint.urls.flatMap(({ service, url }, u) => {
      const path = ["endpoints", e, "urls", u];
      const faults: Contradiction[] = [];
      if (!endpoint.services?.includes(service)) {
        faults.push({
          path: [...path, "service"],
          problem: `${service} is not among this endpoint's services`,
        });
      }
      const host = /^https?:\/\/([^/:?#]+)/.exec(url)?.[1];
      if (host !== endpoint.host)
        faults.push({ path: [...path, "url"], problem: `not a URL on ${endpoint.host}` });
      return faults;
    }),
  );
}

function symptomsThatDoNotFit(notice: NoticeFile): readonly Contradiction[] {
  return notice.symptoms.syslog.flatMap((symptom, index) => {
    const { category, facility, severity, mnemonic, text, sample } = symptom;
    const signature = `%${category}-${facility}-${severity}-${mnemonic} : ${text}`;
    return sample.endsWith(signature)
      ? []
      : [{ path: ["symptoms", "syslog", index, "sample"], problem: `does not end in "${signature}"` }];
  });
}

function remediesThatDoNotFit(notice: NoticeFile): readonly Contradiction[] {
  const platforms = new Set(notice.products.map((product) => product.platform));
  return notice.remedies.flatMap((remedy, r) => {
    const faults: Contradiction[] = remedy.platforms.flatMap((platform, index) =>
      platforms.has(platform)
        ? []
        : [{ path: ["remedies", r, "platforms", index], problem: "no product of this notice runs on it" }],
    );
    const signed = remedy.preconditions.some(({ id }) => id === "bundle-vendor-signed");
    if (signed && notice.signerRoots.length === 0) {
      faults.push({
        path: ["signerRoots"],
        problem: `remedy ${remedy.id} needs to know which signers are the vendor's`,
      });
    }
    return faults;
  });
}
