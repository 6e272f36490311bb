import { describe, expect, it } from "vitest";
import { STYLE } from "./style.js";

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const TONES = ["good", "warning", "bad", "notable", "faint"];

describe.each(["light", "dark"])("%s", (scheme) => {
  const [light = "", dark = ""] = STYLE.split("@media screen and (prefers-color-scheme: dark)");
  const colours = new Map(
    [...(scheme === "light" ? light : dark).matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(
      ([, name = "", value = ""]) => [name, value],
    ),
  );
  const colour = (name: string) => colours.get(name) ?? "";
  const pairs = [
    ...["paper", "wash"].flatMap((under) => ["ink", "quiet", ...TONES].map((text) => [text, under] as const)),
    ...TONES.map((tone) => [tone, `${tone}-wash`] as const),
  ];

  // WCAG 2.2, 1.4.3: at least 4.5 to 1 for text.
  it.each(pairs)("%s can be read on %s", (text, under) => {
    expect(contrast(colour(text), colour(under))).toBeGreaterThanOrEqual(4.5);
  });
});
