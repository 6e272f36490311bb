// Who may import whom: the one place where it is said. `npm run check` enforces it, test/layers.test.ts proves
// that it bites, and the diagram in ARCHITECTURE.md is drawn from it (scripts/layer-diagram.mjs).

/** For each package, the packages of ours that it may import. @type {Record<string, string[]>} */
export const MAY_IMPORT = {
  pki: [],
  core: ["pki"],
  devices: ["core", "pki"],
  engine: ["core", "pki"],
  server: ["pki", "core", "devices"],
  rehearsal: [],
  cli: ["pki", "core", "devices", "engine", "server", "rehearsal"],
};

/** The folders of packages/core/src in the order of the flow: a stage may use only itself and those before it. */
export const STAGES = ["notice", "inventory", "evidence", "finding", "plan", "rollout", "proof"];

/** What ties the stages together: may use them all, and none of them may use it. */
const SPINE = ["world", "remediate", "index"];

/** Where ssh2 is used: one file on the client's side, one on the lab's. */
const SSH_FILES = ["packages/devices/src/session/ssh.ts", "packages/rehearsal/src/ssh/ssh2.ts"];

/** The conformance suites' command-line runners: they read files, and nothing that ships imports them. */
const RUNNERS = "^packages/pki/src/conformance/";

/** Tests, their helpers, and the scripts that generate a source file: none of it is compiled into dist/. */
const NOT_SHIPPED = "\\.test\\.ts$|/testing/|^packages/[^/]+/test/|\\.mjs$";
/** @typedef {import("dependency-cruiser").IForbiddenRuleType} Rule */

const packageNames = Object.keys(MAY_IMPORT);

/** @returns {Rule[]} */
function layerRules() {
  return Object.entries(MAY_IMPORT).flatMap(([name, allowed]) => {
    const refused = packageNames.filter((other) => other !== name && !allowed.includes(other));
    if (refused.length === 0) return [];
    return {
      name: `layer-${name}`,
      comment: `${name} may import ${allowed.join(", ") || "nothing of ours"}.`,
      severity: "error",
      from: { path: `^packages/${name}/` },
      to: { path: `^packages/(${refused.join("|")})/` },
    };
  });
}

/** @returns {Rule[]} */
function stageRules() {
  return STAGES.map((stage, index) => ({
    name: `stage-${stage}`,
    comment: `A stage uses only those before it: ${STAGES.slice(0, index + 1).join(", ")}.`,
    severity: "error",
    from: { path: `^packages/core/src/${stage}/` },
    to: {
      path: `^packages/core/src/(${[...STAGES.slice(index + 1), ...SPINE].join("|")})[/.]`,
    },
  }));
}

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layerRules(),
    ...stageRules(),
    {
      name: "stage-none",
      comment: "What lies beside the stages is used by all of them, and so may use none of them.",
      severity: "error",
      from: { path: "^packages/core/src/[^/]+\\.ts$", pathNot: `/(${SPINE.join("|")})(\\.test)?\\.ts$` },
      to: { path: `^packages/core/src/(${STAGES.join("|")})/` },
    },
    {
      name: "stage-unlisted",
      comment: "A new folder in core is a new stage: give it its place in STAGES.",
      severity: "error",
      from: {},
      to: { path: "^packages/core/src/[^/]+/", pathNot: `^packages/core/src/(${STAGES.join("|")}|testing)/` },
    },
    {
      name: "only-through-index",
      comment: "A package is used through its index; what the index does not export is its own business.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/", pathNot: "^packages/($1/|[^/]+/src/index\\.ts$)" },
    },
    {
      name: "core-without-node",
      comment: "core does no I/O: none of Node's own modules.",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: NOT_SHIPPED },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pki-node-crypto-only",
      comment: "pki needs hashes and signatures from Node, and nothing else.",
      severity: "error",
      from: { path: "^packages/pki/src/", pathNot: [NOT_SHIPPED, RUNNERS] },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "runners-are-not-for-use",
      comment: "The conformance runners use the engine; nothing uses them.",
      severity: "error",
      from: { path: "^packages/", pathNot: RUNNERS },
      to: { path: RUNNERS },
    },
    {
      name: "pki-without-packages",
      comment: "pki is what the product exists for: no npm package stands between us and a certificate.",
      severity: "error",
      from: { path: "^packages/pki/src/", pathNot: NOT_SHIPPED },
      to: { path: "node_modules/" },
    },
    {
      name: "ssh2-in-one-file",
      comment: "ssh2 stands behind one file on each side, so that it can be replaced.",
      severity: "error",
      from: { path: "^packages/", pathNot: [NOT_SHIPPED, ...SSH_FILES.map((file) => `^${file}$`)] },
      // Naming its types is no use of it.
      to: { path: "node_modules/(@types/)?ssh2/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-circular",
      comment: "Two files that need each other are one file, or three.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "declared",
      comment: "A package imports only what its own package.json declares.",
      severity: "error",
      from: { path: "^packages/", pathNot: NOT_SHIPPED },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"] },
    },
    {
      name: "resolvable",
      comment: "Not found. Of our own packages only the index can be imported.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "tests-are-not-for-use",
      comment: "What ships does not import what tests.",
      severity: "error",
      from: { path: "^packages/", pathNot: NOT_SHIPPED },
      to: { path: NOT_SHIPPED, pathNot: "node_modules/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^packages/[^/]+/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.tests.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["reroot-source", "types", "import", "node", "default"],
    },
  },
};
