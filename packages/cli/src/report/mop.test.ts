import { describe, expect, it } from "vitest";
import { sampleRun } from "../testing/sample-run.js";
import { asHtml, asMarkdown, type Block } from "./blocks.js";
import { methodOfProcedure } from "./mop.js";

describe("a method of procedure", () => {
  it("names for each device every line, its check, its undo and its risks", async () => {
    const { notice, proof } = await sampleRun({ lab: false });
    const { plan } = proof.approved;
    const written = asMarkdown(methodOfProcedure(plan, notice)).replaceAll(plan.digest, "sha256:...");
    await expect(written).toMatchFileSnapshot("../testing/golden/method-of-procedure.md");
  });

  it("says once what is done alike to several devices, and names each of them", async () => {
    const { notice, proof } = await sampleRun({ lab: false });
    const { plan } = proof.approved;
    const [wave] = plan.waves;
    const [first] = wave?.devices ?? [];
    if (!wave || !first) throw new Error("no wave");
    const devices = ["par-1", "par-2", "par-3"].map((device) => ({ ...first, device, site: "paris" }));
    const written = asMarkdown(methodOfProcedure({ ...plan, waves: [{ ...wave, devices }] }, notice));
    expect(written).toContain(
      "### 3 devices, each of them alike\n\npar-1 (paris), par-2 (paris), par-3 (paris)\n",
    );
    expect(written.match(/license smart renew auth/g)).toHaveLength(1);
  });

  it("is a page of its own, with nothing to fetch", async () => {
    const { notice, proof } = await sampleRun({ lab: false });
    const page = asHtml("MOP", methodOfProcedure(proof.approved.plan, notice));
    expect(page).toContain("<code>license smart renew auth</code>");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
  });

  it("lets nothing that a device or a person wrote become markup", () => {
    const hostile = "<script>alert(1)</script> | a_b *c* [d](e)";
    const blocks: readonly Block[] = [{ kind: "table", head: ["x"], rows: [[hostile], [[hostile]]] }];
    expect(asHtml("x", blocks)).not.toContain("<script>");
    expect(asMarkdown(blocks).split("\n")[2]).toBe(
      "| &lt;script>alert(1)&lt;/script> \\| a\\_b \\*c\\* \\[d\\](e) |",
    );
  });
});
