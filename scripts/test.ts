import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildIfStale, generateClient, TEMPLATE_CLIENT } from "./build-steps.ts";
import { packageCommand, ROOT, runNode, step } from "./command.ts";

const REPORT = join(ROOT, ".cache/test-report.json");

/** Checks that read the source; each counts as one test. */
const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  [
    "Formatting (Prettier)",
    [packageCommand("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."],
  ],
  ["Rules (ESLint)", [join(ROOT, "node_modules/eslint/bin/eslint.js"), "."]],
  ["Types (TypeScript)", [packageCommand("typescript/bin/tsc"), "--noEmit", "-p", "."]],
  ["Unused code (knip)", [join(ROOT, "node_modules/knip/bin/knip.js")]],
];

let passed = 0;
let failed = 0;
let skipped = 0;

async function counted(title: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await step(title, work);
    passed += 1;
  } catch (error) {
    failed += 1;
    process.stdout.write(`✗ ${title}: ${(error as Error).message}\n`);
  }
}

await step("Generating the Prisma clients", async () => {
  await generateClient();
  await generateClient(TEMPLATE_CLIENT);
});
// Side by side: each of them keeps one core busy.
await Promise.all([
  ...CHECKS.map(([title, args]) => counted(title, () => runNode(args, { quiet: true }))),
  counted("Building app and server", buildIfStale),
]);

await rm(REPORT, { force: true });
await step("Tests on a real PostgreSQL, over real HTTP, in a real browser", () =>
  runNode([
    join(ROOT, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${REPORT}`,
    ...process.argv.slice(2),
  ]).catch(() => undefined),
);

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
  success: boolean;
};
const report = await readFile(REPORT, "utf8").then(
  (text) => JSON.parse(text) as Report,
  () => undefined,
);
if (report) {
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests;
  // A file that cannot even be loaded has no failed test, and must fail the run all the same.
  if (!report.success && report.numFailedTests === 0) failed += 1;
} else {
  failed += 1;
  process.stdout.write("✗ the test run ended without a report\n");
}
process.stdout.write(
  `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`,
);
process.exit(failed === 0 ? 0 : 1);
