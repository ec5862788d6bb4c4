import { availableParallelism, cpus } from "node:os";
import { buildIfStale, generateClient } from "../scripts/build-steps.ts";
import { step } from "../scripts/command.ts";
import { CONTENDERS } from "./contenders.ts";
import { buildTemplateApp } from "./contenders/template-app.ts";
import { startDatabases } from "./database.ts";
import { printReport, type Results } from "./report.ts";
import { runContender } from "./run-contender.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings(process.argv.slice(2));
const contenders = CONTENDERS.filter(
  ({ name }) => settings.only.length === 0 || settings.only.includes(name),
);

await step("Generating the Prisma client", () => generateClient());
await step("Building app and server", buildIfStale);
await step("Building the template's app", buildTemplateApp);
const databases = await step("Starting PostgreSQL", startDatabases);
try {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}`;
  const server = await databases.describe();
  const results: Results = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= settings.rounds; round++) {
    for (const contender of contenders) {
      process.stdout.write(`▸ round ${round} of ${settings.rounds}: ${contender.title} …`);
      const result = await runContender(
        contender,
        databases,
        settings,
        contender.name === "rollcall",
      );
      const { perSecond, latency, generatorCpu } = result.closed;
      process.stdout.write(
        ` ${Math.round(perSecond)}/s, p50 ${latency.p50.toFixed(1)} ms, p99 ${latency.p99.toFixed(1)} ms` +
          ` (CPU per event: ${Math.round(result.serverMicros)} + ${Math.round(result.postgresMicros)} µs, generator ${Math.round(generatorCpu * 100)} %)${result.valid ? "" : " NOT VALID"}\n`,
      );
      results.get(contender.name)?.push(result);
    }
  }
  printReport(contenders, results, `${machine}; ${server}`, settings);
} finally {
  await databases.stop();
}
