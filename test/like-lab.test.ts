/**
 * A lab like the evidence of a notice's case: audited by the code that judges real devices, its router gets the verdict
 * of the case, or the lab has said beforehand what of the case it cannot imitate.
 */
import { afterAll, describe, expect, it } from "vitest";
import { devicePorts, routesByPassword } from "../packages/cli/src/flow/device-ports.js";
import { certificatesOfNotice } from "../packages/cli/src/flow/notice-certificates.js";
import { endpointObserver } from "../packages/cli/src/flow/observe-endpoints.js";
import { inventoryOfLab } from "../packages/cli/src/rehearse/lab-folder.js";
import { labNoticeText } from "../packages/cli/src/rehearse/lab-notice.js";
import { type LikeLab, labLikeEvidence } from "../packages/cli/src/rehearse/like/lab-like-evidence.js";
import {
  type Assessment,
  assess,
  type Evidence,
  type FieldNotice,
  gather,
  overlayNotice,
  parseOverlay,
  VERDICTS,
} from "../packages/core/src/index.js";
import { casesOf, fn72290 } from "../packages/core/src/testing/committed-notices.js";
import { caseEvidence, type NoticeCase } from "../packages/core/src/testing/notice-case.js";
import { catalogueOf } from "../packages/pki/src/index.js";
import { type Lab, startLab } from "../packages/rehearsal/src/index.js";

/** What a lab cannot imitate and what a verdict may hang on; everything else that it tells is detail. */
const BEARS_ON_THE_VERDICT = new Set([
  "other-system",
  "not-known",
  "certificates-not-at-hand",
  "registration",
  "contradiction",
  "unknown-zone",
  "cause",
  "plain-http",
  "server-seen-earlier",
  "call-home-trace",
  "report-trace",
]);

/** Cases of one moment share a lab; what was seen of the servers is a case's own. */
function labs(): Map<string, { readonly name: string; readonly one: NoticeCase }[]> {
  const byMoment = new Map<string, { readonly name: string; readonly one: NoticeCase }[]>();
  let number = 0;
  for (const one of casesOf("fn72290").flatMap(({ cases }) => cases)) {
    number++;
    const key = one.seen ? `${one.at} ${number}` : one.at;
    byMoment.set(key, [...(byMoment.get(key) ?? []), { name: `case-${number}`, one }]);
  }
  return byMoment;
}

function evidenceOf(cases: readonly { readonly name: string; readonly one: NoticeCase }[]): Evidence {
  const each = cases.map(({ name, one }) => {
    const evidence = caseEvidence(fn72290, one);
    return { ...evidence, devices: evidence.devices.map((device) => ({ ...device, device: name })) };
  });
  return {
    ...(each[0] as Evidence),
    devices: each.flatMap(({ devices }) => devices),
    pools: Object.assign({}, ...each.map(({ pools }) => pools)),
  };
}

function like(evidence: Evidence): LikeLab {
  const assessment = assess(fn72290, evidence, new Date(evidence.gatheredAt));
  const catalogue = catalogueOf(certificatesOfNotice(fn72290));
  return labLikeEvidence({ evidence, assessment, notice: fn72290, catalogue, seed: 1 });
}

async function audit(lab: Lab): Promise<Assessment> {
  const notice = noticeOf(lab);
  const now = () => lab.clock.now();
  const inventory = inventoryOfLab(lab);
  const cloudHosts = notice.endpoints.map(({ host }) => host);
  const { reader } = devicePorts({
    inventory,
    routeTo: routesByPassword(lab),
    now,
    deliver: () => {},
    cloudHosts,
    observeEndpoints: endpointObserver(now, (host) => {
      const endpoint = lab.cloud.endpoints.find((one) => one.host === host);
      return endpoint && { host: endpoint.address, port: endpoint.port };
    }),
  });
  return assess(notice, await gather(notice, inventory, reader), now());
}

function noticeOf(lab: Lab): FieldNotice {
  const overlay = parseOverlay(labNoticeText(lab, fn72290), "lab");
  if (!overlay.ok) throw new Error(overlay.failure.code);
  const notice = overlayNotice(fn72290, overlay.value);
  if (!notice.ok) throw new Error(notice.failure.code);
  return notice.value;
}

describe("a lab like the notice's cases", () => {
  const imitated: string[] = [];
  afterAll(() => {
    expect([...new Set(imitated)].sort(), "each verdict comes about in a lab").toEqual([...VERDICTS].sort());
    expect(imitated.length, "cases of which the lab's verdict is the case's").toBeGreaterThanOrEqual(30);
  });

  for (const [moment, cases] of labs()) {
    it(`${moment}: ${cases.length} cases`, async () => {
      const { options, at, unlike } = like(evidenceOf(cases));
      const told = (name: string) => unlike.filter(({ device }) => device === name).map(({ kind }) => kind);
      const lab = await startLab({ ...options, clockRate: 0 });
      try {
        await lab.advanceTo(at);
        const { findings } = await audit(lab);
        const wrong = cases.flatMap(({ name, one }) => {
          const verdict = findings.find(({ device }) => device === name)?.verdict ?? "left out";
          const excused = told(name).some((kind) => BEARS_ON_THE_VERDICT.has(kind));
          if (verdict === one.expect.verdict) imitated.push(verdict);
          return verdict === one.expect.verdict || excused ? [] : [`${one.case}: ${verdict} ${told(name)}`];
        });
        expect(wrong).toEqual([]);
      } finally {
        await lab.stop();
      }
    });
  }
});
