/** `npm run --silent limbo -- FILE`: runs a file in the limbo format and prints the report as JSON. */

import { readLimboCases, runLimbo } from "./limbo-suite.js";
import { printReport } from "./report.js";

const file = process.argv[2];
if (file === undefined) {
  process.stderr.write(
    "Usage: npm run --silent limbo -- FILE (.json or .json.gz in the x509-limbo format)\n",
  );
  process.exitCode = 2;
} else {
  printReport(() => runLimbo(readLimboCases(file)));
}
