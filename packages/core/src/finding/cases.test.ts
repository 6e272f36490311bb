/** Every notice's cases: evidence in, verdict out. The format is explained beside the cases. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { casesOf, noticesFolder, readNotice } from "../testing/committed-notices.js";
import { caseEvidence } from "../testing/notice-case.js";
import { assess } from "./assess.js";
import type { ServiceFinding } from "./finding.js";

for (const id of readdirSync(noticesFolder)) {
  const notice = readNotice(id);
  for (const { file, cases } of casesOf(id)) {
    describe(`${id}, ${file}`, () => {
      it.each(cases.map((one) => [one.case, one] as const))("%s", (_, one) => {
        const [finding] = assess(notice, caseEvidence(notice, one), new Date(one.at)).findings;
        if (!finding) throw new Error("no finding");
        const {
          reasons = [],
          warnings = [],
          causes = [],
          services = {},
          deadlines = {},
          ...plain
        } = one.expect;
        const { basis, alsoNeedsRoot, ...whole } = plain;
        const leading = finding.services.filter(({ verdict }) => verdict === finding.verdict);
        const codes = (of: (finding: ServiceFinding) => readonly { readonly code: string }[]) =>
          leading.flatMap((service) => of(service).map(({ code }) => code));

        expect(finding).toMatchObject(inMilliseconds(whole));
        expect(codes((service) => service.reasons)).toEqual(expect.arrayContaining([...reasons]));
        expect(codes((service) => service.warnings)).toEqual(expect.arrayContaining([...warnings]));
        if (basis) expect(leading.map((service) => service.basis)).toContain(basis);
        if (alsoNeedsRoot !== undefined) {
          expect(leading.map((service) => service.alsoNeedsRoot)).toContain(alsoNeedsRoot);
        }
        const found = leading.flatMap((service) =>
          service.reasons.flatMap((reason) => (reason.code === "finding/cause" ? [reason.cause] : [])),
        );
        expect(found).toEqual(expect.arrayContaining([...causes]));
        for (const [service, verdict] of Object.entries(services)) {
          expect(finding.services.find((one) => one.service === service)?.verdict).toBe(verdict);
        }
        for (const [kind, at] of Object.entries(deadlines)) {
          const deadline = finding.deadlines.find((one) => one.kind === kind);
          expect(Date.parse(deadline?.at ?? "")).toBe(Date.parse(at));
        }
      });
    });
  }
}

/** `bitesAt` is compared as a moment, however many digits either side writes. */
function inMilliseconds({ bitesAt, ...rest }: Record<string, unknown> & { readonly bitesAt?: string }) {
  if (bitesAt === undefined) return rest;
  return { ...rest, bitesAt: expect.stringMatching(new RegExp(`^${bitesAt.slice(0, 19)}`)) };
}
