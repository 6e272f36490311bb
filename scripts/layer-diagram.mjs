// Draws the layers from MAY_IMPORT and STAGES into ARCHITECTURE.md, between the two markers.
//
//   node scripts/layer-diagram.mjs --write     redraws; without --write, prints the diagram
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { MAY_IMPORT, STAGES } from "../.dependency-cruiser.mjs";

const page = fileURLToPath(new URL("../ARCHITECTURE.md", import.meta.url));
const begin = "<!-- layers: drawn by scripts/layer-diagram.mjs -->";
const end = "<!-- end of layers -->";

/** The diagram as Markdown, an arrow meaning "may import". */
export function layerDiagram() {
  const packages = Object.entries(MAY_IMPORT);
  const imports = packages.flatMap(([name, others]) => others.map((other) => `  ${name} --> ${other}`));
  return [
    "```mermaid",
    "flowchart TD",
    ...imports,
    "```",
    "",
    `Inside \`core\`, each stage may use those before it: ${STAGES.map((stage) => `\`${stage}\``).join(" → ")} → \`remediate.ts\`.`,
  ].join("\n");
}

/** The page with its diagram drawn anew. @param {string} text */
export function withLayerDiagram(text) {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`ARCHITECTURE.md lacks ${begin} or ${end}`);
  return `${before}${begin}\n${layerDiagram()}\n${end}${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--write"))
    fs.writeFileSync(page, withLayerDiagram(fs.readFileSync(page, "utf8")));
  else console.log(layerDiagram());
}
