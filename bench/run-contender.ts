import { runNode } from "../scripts/command.ts";
import type { Contender } from "./contenders.ts";
import { type BenchDatabases, runSql } from "./database.ts";
import type { LoadOrder, LoadResult } from "./load/load.ts";
import { processorMs } from "./processor-time.ts";
import { runLoad, type Sink, startSink } from "./load-process.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { type BenchSettings, CONNECTIONS } from "./settings.ts";

export type RunResult = Readonly<{
  closed: LoadResult;
  /** Only of the contender that is asked for it. */
  open?: LoadResult;
  /** Different webhooks found in the database; null: it stores nothing. */
  stored: number | null;
  /** Whether every acknowledged event was found, and nothing failed. */
  valid: boolean;
  /** Different webhooks that reached the sink, after waiting for the rest. */
  delivered: number;
  /** How many of them had when the load ended, and seconds until the rest had. */
  deliveredAtEnd: number;
  drainSeconds: number;
  peakMemory: number;
  /** Microseconds of processor time per acknowledged event in the closed loop. */
  serverMicros: number;
  postgresMicros: number;
}>;

/** The open loop's orders have numbers of their own. */
const OPEN_LOOP_FIRST = 2_000_000;
const DRAIN_WITHIN_MS = 120_000;

/** One run of one contender: fresh database, own server process, load, and the count afterwards. */
export async function runContender(
  contender: Contender,
  databases: BenchDatabases,
  settings: BenchSettings,
  withOpenLoop: boolean,
): Promise<RunResult> {
  const databaseUrl = await databases.create(contender.database);
  const sink = await startSink();
  let server: ServerProcess | undefined;
  try {
    const command = contender.start(databaseUrl, sink.port);
    if (contender.setUp) await runNode(contender.setUp, { env: command.env });
    server = await startServer(command);
    const { pid, port } = server;
    const used = async () => [await processorMs(pid), await databases.processorMs()] as const;
    let atWarm = used();
    const closed = await runLoad(closedLoop(contender, port, settings), {
      beforeGo: databases.settle,
      onWarm: () => (atWarm = used()),
    });
    const [before, after] = [await atWarm, await used()];
    const microsEach = (which: 0 | 1) => ((after[which] - before[which]) * 1_000) / closed.measured;
    let open: LoadResult | undefined;
    const deliveredAtEnd = (await sink.received()).distinct;
    const drained = await drain(contender, sink, closed.acknowledged);
    if (withOpenLoop) {
      open = await runLoad(openLoop(port, settings), { beforeGo: databases.settle });
      await drain(contender, sink, closed.acknowledged + open.acknowledged);
    }
    const acknowledged = closed.acknowledged + (open?.acknowledged ?? 0);
    const failed = closed.failed + (open?.failed ?? 0);
    const stored = contender.stored ? await countStored(databaseUrl, contender.stored) : null;
    return {
      closed,
      ...(open && { open }),
      stored,
      valid: failed === 0 && (stored === null || stored === acknowledged),
      delivered: (await sink.received()).distinct,
      deliveredAtEnd,
      drainSeconds: drained,
      peakMemory: server.peakMemory(),
      serverMicros: microsEach(0),
      postgresMicros: microsEach(1),
    };
  } finally {
    await server?.stop();
    sink.stop();
    await databases.drop(databaseUrl);
  }
}

function closedLoop(contender: Contender, port: number, settings: BenchSettings): LoadOrder {
  const { seconds, warmUpSeconds } = settings;
  return {
    kind: "closed",
    port,
    connections: CONNECTIONS,
    first: 0,
    seconds,
    warmUpSeconds,
    orders: Math.ceil((seconds + warmUpSeconds) * contender.mostPerSecond),
    repeat: contender.stored === undefined,
  };
}

function openLoop(port: number, { openRate, openSeconds }: BenchSettings): LoadOrder {
  return {
    kind: "open",
    port,
    connections: CONNECTIONS,
    first: OPEN_LOOP_FIRST,
    seconds: openSeconds,
    rate: openRate,
  };
}

async function countStored(databaseUrl: string, sql: string): Promise<number> {
  const [row] = await runSql(databaseUrl, sql);
  return Number(row?.["n"]);
}

/** Waits until everything has been delivered. @returns seconds it took */
async function drain(contender: Contender, sink: Sink, expected: number): Promise<number> {
  if (contender.name !== "rollcall") return 0;
  const started = performance.now();
  let seen = -1;
  let seenAt = started;
  for (;;) {
    const { distinct } = await sink.received();
    const now = performance.now();
    if (distinct !== seen) seenAt = now;
    seen = distinct;
    // A worker that delivers nothing for a while is not waited for to the end.
    if (distinct >= expected || now - seenAt > 10_000 || now - started > DRAIN_WITHIN_MS) {
      return (now - started) / 1_000;
    }
    await new Promise((again) => setTimeout(again, 100));
  }
}
