import type { Contender, ContenderName } from "./contenders.ts";
import { median } from "./load/latencies.ts";
import type { RunResult } from "./run-contender.ts";
import { type BenchSettings, CONNECTIONS } from "./settings.ts";

export type Results = ReadonlyMap<ContenderName, RunResult[]>;

/** Rollcall's rate must be at least this many times that of the other. */
const RATIOS: readonly (readonly [ContenderName, number])[] = [
  ["group-commit", 0.9],
  ["express", 1.5],
  ["template", 15],
];
const OPEN_P99_MS = 15;
const MEMORY_MB = 400;

/** Prints everything that was measured: medians over the rounds, then each goal as met or not. */
export function printReport(
  contenders: readonly Contender[],
  results: Results,
  machine: string,
  settings: BenchSettings,
): void {
  const { rounds, seconds, warmUpSeconds } = settings;
  console.log(`\n${machine}`);
  console.log(
    `Orders of 4 KB, signed, ${CONNECTIONS} connections, closed loop, ${seconds} s after ${warmUpSeconds} s of warm-up, medians of ${rounds} rounds in turn\n`,
  );
  printTable(
    ["", "acknowledged/s", "(rounds)", "p50 ms", "p99 ms", "CPU µs an event", "stored"],
    contenders.map((contender) => resultRow(contender, results.get(contender.name) ?? [])),
  );
  const rollcall = results.get("rollcall") ?? [];
  if (rollcall.length === 0) return;
  printDeliveries(rollcall);
  printGoals(results, rollcall, settings);
}

function resultRow({ title, stored }: Contender, runs: readonly RunResult[]): string[] {
  const rates = runs.map(({ closed }) => closed.perSecond);
  return [
    title,
    whole(median(rates)),
    rates.map(whole).join(" "),
    median(runs.map(({ closed }) => closed.latency.p50)).toFixed(1),
    median(runs.map(({ closed }) => closed.latency.p99)).toFixed(1),
    `${whole(median(runs.map((run) => run.serverMicros)))} + ${whole(median(runs.map((run) => run.postgresMicros)))} PG`,
    stored === undefined ? "nothing" : storedText(runs),
  ];
}

/** A figure without this check is void: what was acknowledged must be there. */
function storedText(runs: readonly RunResult[]): string {
  const wrong = runs.find(({ valid }) => !valid);
  if (!wrong) return `all ${whole(runs.reduce((sum, run) => sum + (run.stored ?? 0), 0))}`;
  return `VOID: ${wrong.stored} of ${wrong.closed.acknowledged + (wrong.open?.acknowledged ?? 0)}, ${wrong.closed.failed + (wrong.open?.failed ?? 0)} failed`;
}

function printDeliveries(runs: readonly RunResult[]): void {
  console.log("\nRollcall's deliveries to one destination, in the same process:");
  for (const [index, run] of runs.entries()) {
    const { acknowledged } = run.closed;
    console.log(
      `  round ${index + 1}: ${whole(run.deliveredAtEnd)} of ${whole(acknowledged)} had arrived when the flood ended, the rest ${run.drainSeconds.toFixed(1)} s later; in all ${whole(run.delivered)} of ${whole(run.stored ?? 0)} stored`,
    );
  }
}

function printGoals(
  results: Results,
  rollcall: readonly RunResult[],
  { openRate, openSeconds }: BenchSettings,
): void {
  const rate = (runs: readonly RunResult[]) => median(runs.map(({ closed }) => closed.perSecond));
  const open = rollcall.flatMap((run) => (run.open ? [run.open] : []));
  const p99 = median(open.map(({ latency }) => latency.p99));
  const p50 = median(open.map(({ latency }) => latency.p50));
  const memory = Math.max(...rollcall.map(({ peakMemory }) => peakMemory)) / 1e6;
  const rows: string[][] = [];
  for (const [name, goal] of RATIOS) {
    const runs = results.get(name) ?? [];
    if (runs.length === 0) continue;
    const ratio = rate(rollcall) / rate(runs);
    rows.push([
      `Rollcall against ${name}, closed loop`,
      `${ratio.toFixed(2)} ×`,
      `at least ${goal} ×`,
      verdict(ratio >= goal),
    ]);
  }
  rows.push([
    `acknowledgement at a steady ${openRate}/s (open loop, ${openSeconds} s), p99`,
    `${p99.toFixed(1)} ms (p50 ${p50.toFixed(1)})`,
    `under ${OPEN_P99_MS} ms`,
    verdict(p99 < OPEN_P99_MS),
  ]);
  rows.push([
    "largest memory of app and worker together",
    memory > 0 ? `${whole(memory)} MB` : "unknown",
    `under ${MEMORY_MB} MB`,
    verdict(memory > 0 && memory < MEMORY_MB),
  ]);
  console.log("");
  printTable(["goal", "measured", "wanted", ""], rows);
}

function verdict(isMet: boolean): string {
  return isMet ? "met" : "NOT met";
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function printTable(head: readonly string[], rows: readonly string[][]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  console.log(line(head));
  console.log(widths.map((width) => "─".repeat(width)).join("  "));
  for (const row of rows) console.log(line(row));
}
