/**
 * What must stay true of the repository as a whole and that no compiler sees. Each test names the file that
 * breaks it, and its message says what to do.
 */
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { MAY_IMPORT, STAGES } from "../.dependency-cruiser.mjs";
import { VERDICTS } from "../packages/core/src/finding/finding.js";
import { faultsOfErrorsPage } from "../scripts/errors.mjs";
import { withLayerDiagram } from "../scripts/layer-diagram.mjs";
import { exists, foldersIn, linesMatching, projectFiles, root, textOf } from "./repository.js";

const packages = foldersIn("packages").filter((name) => exists(`packages/${name}/package.json`));
const notices = foldersIn("notices");
const files = projectFiles();
const isBinary = /\.(p7b|p7s|der|crl|png|ico|gz|woff2)$/;
const texts = files.filter((file) => !isBinary.test(file));
const pages = files.filter((file) => file.endsWith(".md"));

describe("packages", () => {
  it.each(packages)("%s: its index opens by saying what the package is and what it does not know", (name) => {
    const opening = /^\/\*\*([\s\S]*?)\*\//.exec(textOf(`packages/${name}/src/index.ts`))?.[1] ?? "";
    expect(opening.length, "open src/index.ts with a doc comment").toBeGreaterThan(100);
    expect(opening, "say what it deliberately does not know").toMatch(/\b(not|nothing|never|no|neither)\b/i);
  });

  it("each has its row in MAY_IMPORT, and each row its package", () => {
    expect(Object.keys(MAY_IMPORT).sort()).toEqual([...packages].sort());
  });

  it.each(packages)("%s: declares no package of ours that its layer may not import", (name) => {
    const { dependencies = {} } = manifest(name);
    const ours = Object.keys(dependencies).flatMap((one) => /^@reroot\/(.+)$/.exec(one)?.[1] ?? []);
    const references = JSON.parse(textOf(`packages/${name}/tsconfig.json`)).references ?? [];
    expect(MAY_IMPORT[name]).toEqual(expect.arrayContaining(ours));
    expect(
      references.map((one: { path: string }) => path.basename(one.path)).sort(),
      "tsconfig.json references what package.json declares",
    ).toEqual(ours.sort());
  });

  it.each(packages)('%s: exports "." and nothing deeper', (name) => {
    expect(Object.keys(manifest(name).exports)).toEqual(["."]);
  });

  it("core has the stages and no other room", () => {
    const rooms = foldersIn("packages/core/src").filter((name) => name !== "testing");
    expect([...STAGES], "a new folder in core is a new stage").toEqual(expect.arrayContaining(rooms));
  });
});

describe("notices", () => {
  it("there is one", () => expect(notices).not.toEqual([]));

  it.each(notices)("%s: sources.md says where its facts stand", (id) => {
    expect(exists(`notices/${id}/sources.md`)).toBe(true);
  });

  it.each(notices)("%s: has a case for each verdict", (id) => {
    const folder = `notices/${id}/cases`;
    const cases = exists(folder) ? fs.readdirSync(path.join(root, folder)) : [];
    const shown = cases.flatMap((file) => verdictsIn(textOf(`${folder}/${file}`)));
    expect([...new Set(shown)]).toEqual(expect.arrayContaining([...VERDICTS]));
  });
});

describe("documents", () => {
  it("docs/errors.md explains each code", () => {
    expect(faultsOfErrorsPage(textOf("docs/errors.md"))).toEqual([]);
  });

  it("the layer diagram in ARCHITECTURE.md is the generated one", () => {
    const page = textOf("ARCHITECTURE.md");
    expect(page, "`node scripts/layer-diagram.mjs --write` redraws it").toBe(withLayerDiagram(page));
  });

  it("docs/coverage.md names only what exists", () => {
    expect(pathsNamedIn("docs/coverage.md").filter((one) => !isThere(one))).toEqual([]);
  });

  it.each(pages)("%s: its links lead somewhere", (page) => {
    expect(relativeLinks(page).filter((target) => !exists(target))).toEqual([]);
  });
});

describe("scenarios", () => {
  const folder = "packages/cli/test/scenarios";
  const scenarios = files.filter(
    (file) => file.startsWith(`${folder}/`) && /^[^/]+\.txt$/.test(file.slice(folder.length + 1)),
  );

  it.each(scenarios)("%s: docs/sessions.md leads to it", (scenario) => {
    expect(relativeLinks("docs/sessions.md")).toContain(scenario);
  });

  it.each(pages)("%s: what it quotes from a scenario stands there, word for word", (page) => {
    const strangers = quotesIn(page).filter(
      ({ scenario, lines }) => !textOf(`${folder}/${scenario}`).includes(lines),
    );
    expect(strangers, "play the scenario, then copy the lines anew").toEqual([]);
  });
});

describe("all files", () => {
  it("leave no bare reminder: what is to be done stands in an issue, with its number", () => {
    const bare = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b(?!\\(#\\d+\\))`);
    expect(texts.flatMap((file) => linesMatching(file, bare))).toEqual([]);
  });

  it("mention no path of one machine", () => {
    const local = /(^|[\s"'`(=:])(\/(work|root|home|Users)\/[\w.-]+|[A-Z]:\\Users\\)/;
    const ours = texts.filter((file) => !isRecording(file));
    expect(ours.flatMap((file) => linesMatching(file, local))).toEqual([]);
  });

  it("the command is there and can be started", () => {
    const { bin } = JSON.parse(textOf("package.json"));
    expect(Object.keys(bin)).toEqual(["reroot"]);
    expect(textOf(bin.reroot)).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(fs.statSync(path.join(root, bin.reroot)).mode & 0o111).toBe(0o111);
  });
});

describe("package-lock.json", () => {
  const locked: Record<string, LockedPackage> = JSON.parse(textOf("package-lock.json")).packages;

  it("lists the optional packages of every platform, so that `npm ci` works on each", () => {
    const missing = Object.entries(locked).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !isLocked(locked, place, name))
        .map((name) => `${place} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it("names no host: packages come from the registry that the user has set", () => {
    const hosts = Object.entries(locked).filter(([, { resolved = "" }]) => /^[a-z+]+:\/\//.test(resolved));
    expect(hosts.map(([place]) => place)).toEqual([]);
  });
});

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

/** As Node finds it: beside the package that needs it, or in any folder above. */
function isLocked(locked: Record<string, LockedPackage>, place: string, name: string): boolean {
  for (let above = place; ; above = above.slice(0, Math.max(above.lastIndexOf("node_modules/") - 1, 0))) {
    const candidate = path.posix.join(above, "node_modules", name);
    if (candidate in locked) return true;
    if (above === "") return false;
  }
}

function manifest(name: string): { dependencies?: Record<string, string>; exports: Record<string, unknown> } {
  return JSON.parse(textOf(`packages/${name}/package.json`));
}

/** Every `verdict: <word>` of a case, whichever device or service it stands at. */
function verdictsIn(text: string): string[] {
  return [...text.matchAll(/\bverdict:\s*"?([a-z-]+)/g)].map(([, verdict = ""]) => verdict);
}

/** Blocks that stand below `<!-- from the scenario NAME -->`. */
function quotesIn(page: string): { readonly scenario: string; readonly lines: string }[] {
  const quoted = textOf(page).matchAll(/<!-- from the scenario (\S+) -->\n+```[a-z]*\n([\s\S]*?)```/g);
  return [...quoted].map(([, scenario = "", lines = ""]) => ({ scenario, lines }));
}

/** What stands in backquotes and begins like a path of ours; `path#name` also asks for the name in that file. */
function pathsNamedIn(page: string): string[] {
  const named = [...textOf(page).matchAll(/`([^`\s]+\/[^`]*)`/g)].map(([, one = ""]) => one);
  return named.filter((one) => /^(packages|notices|docs|test|bin|scripts)\//.test(one));
}

function isThere(named: string): boolean {
  const [file = "", name] = named.split("#");
  return exists(file) && (name === undefined || textOf(file).includes(name));
}

function relativeLinks(page: string): string[] {
  const prose = textOf(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(
    ([, target = ""]) => target,
  );
  return targets
    .filter((target) => !/^([a-z]+:|#)/i.test(target))
    .map((target) => path.posix.join(path.posix.dirname(page), decodeURI(target.split("#")[0] ?? "")));
}

/** What a device or a server said, kept as it was said. */
function isRecording(file: string): boolean {
  return /\/(captures|recorded|fixtures)\//.test(file);
}
