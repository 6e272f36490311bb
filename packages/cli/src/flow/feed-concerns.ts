/** Which field notices a bundle's change feed concerns: those whose roots it adds, deletes or marks. */
import type { FieldNotice } from "@reroot/core";
import type { BundleFeed, BundleRelease } from "@reroot/pki";

const CHANGES = ["additions", "deletions", "markedForRemoval", "newlyMarkedForRemoval"] as const;

/** A root of a notice in a list of a release. */
export interface NoticeConcern {
  readonly notice: string;
  readonly role: "retired" | "required";
  readonly commonName: string;
  readonly sha256: string;
  readonly version: string;
  readonly change: (typeof CHANGES)[number];
  /** A root that devices need goes, or is about to go, and no newer version adds it again. */
  readonly isLoss: boolean;
}

export function feedConcerns(
  { releases }: BundleFeed,
  notices: readonly FieldNotice[],
): readonly NoticeConcern[] {
  const roots = notices.flatMap((notice) => [
    ...notice.retiredRoots.map((root) => ({ ...root, notice: notice.id, role: "retired" as const })),
    ...notice.requiredRoots.map((root) => ({ ...root, notice: notice.id, role: "required" as const })),
  ]);
  return releases.flatMap((release, index) =>
    CHANGES.flatMap((change) =>
      roots
        .filter(({ sha256 }) => lists(release, change, sha256))
        .map(({ notice, role, commonName, sha256 }) => ({
          notice,
          role,
          commonName,
          sha256,
          version: release.currentVersion,
          change,
          isLoss:
            role === "required" &&
            change !== "additions" &&
            !releases.slice(0, index).some((newer) => lists(newer, "additions", sha256)),
        })),
    ),
  );
}

function lists(release: BundleRelease, change: (typeof CHANGES)[number], sha256: string): boolean {
  return release[change].some((certificate) => certificate.sha256 === sha256);
}
