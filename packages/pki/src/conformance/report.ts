/** What a conformance run prints. A case that is not run would count as failed; none is left out. */
export interface ConformanceReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly results: readonly ConformanceResult[];
}

export interface ConformanceResult {
  readonly id: string;
  readonly expected: "SUCCESS" | "FAILURE";
  readonly actual: "SUCCESS" | "FAILURE";
  readonly reason: string;
}

export function reportOn(results: readonly ConformanceResult[]): ConformanceReport {
  const passed = results.filter(({ expected, actual }) => expected === actual).length;
  return { passed, failed: results.length - passed, skipped: 0, results };
}

/** Prints the report as JSON, or one line on standard error when the suite cannot be read (exit code 2). */
export function printReport(run: () => ConformanceReport): void {
  try {
    process.stdout.write(`${JSON.stringify(run(), null, 2)}\n`);
  } catch (error) {
    process.stderr.write(
      `The suite cannot be run: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 2;
  }
}
