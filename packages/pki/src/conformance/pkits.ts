/** `npm run --silent pkits [-- FOLDER]`: runs PKITS and prints the report as JSON. */
import { fileURLToPath } from "node:url";
import { runPkits } from "./pkits-suite.js";
import { printReport } from "./report.js";

const besideTheProject = new URL("../../../../../shared/data/conformance/pkits/", import.meta.url);
const folder = process.argv[2] ?? fileURLToPath(besideTheProject);
printReport(() => runPkits(folder));
