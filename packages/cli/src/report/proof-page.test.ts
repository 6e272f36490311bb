import { linesOf } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { sampleRun } from "../testing/sample-run.js";
import { html } from "./html.js";
import { proofPage } from "./proof-page.js";

describe("proofPage", () => {
  it("says REHEARSAL in the head that every printed page repeats, and only for a rehearsal", async () => {
    const lab = await sampleRun({ lab: true });
    const page = proofPage({ ...lab, proofFile: "proof.json" });
    expect(page).toMatch(/<table class="sheet"[^>]*>\s*<thead><tr><th><div class="banner">REHEARSAL/);
    const production = await sampleRun({ lab: false });
    expect(proofPage({ ...production, proofFile: "proof.json" })).not.toContain("REHEARSAL");
  });

  it("needs nothing but itself: no script, and nothing to fetch", async () => {
    const { notice, proof } = await sampleRun({ lab: false });
    const page = proofPage({ notice, proof, proofFile: "proof.json" });
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
  });

  it("names each device, every line that was sent, and how to check it", async () => {
    const { notice, proof } = await sampleRun({ lab: false });
    const page = proofPage({ notice, proof, proofFile: "proof.json" });
    for (const { device } of proof.devices) expect(page).toContain(`<td class="name">${device}</td>`);
    for (const { devices } of proof.approved.plan.waves) {
      for (const { steps } of devices)
        for (const line of steps.flatMap(({ action }) => linesOf(action)))
          expect(page).toContain(`<code>${line}</code>`);
    }
    expect(page).toContain("npx reroot proof check proof.json");
    expect(page).toContain(proof.digest);
    const { at, by } = proof.approved.approval;
    expect(page).toContain(`${at.slice(0, 10)} ${at.slice(11, 19)} UTC, by <b>${by}</b>`);
  });
});

describe("html", () => {
  it("escapes what is put in, and keeps what is HTML already", () => {
    const name = `<b onclick="x('y')">&`;
    expect(html`<td>${name}${html`<i>${1}</i>`}${[name, undefined]}</td>`.text).toBe(
      "<td>&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;<i>1</i>&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;</td>",
    );
  });

  it("shows control characters instead of passing them on", () => {
    expect(html`${"a\u0000b\u202ec"}`.text).toBe("a\\x00b\\u202ec");
  });
});
