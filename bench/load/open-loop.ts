import { type Connection, openConnection } from "./connection.ts";
import { summarise } from "./latencies.ts";
import type { LoadOrder, LoadResult } from "./load.ts";
import type { SignedOrders } from "./signed-orders.ts";

const WARM_UP_MS = 1_000;

/**
 * Sends at fixed times, whether or not earlier orders are answered. Latency counts from the time an
 * order was due, so that a server that stalls is charged for everything that had to wait meanwhile.
 */
export async function runOpenLoop(
  load: Extract<LoadOrder, { kind: "open" }>,
  orders: SignedOrders,
): Promise<LoadResult> {
  const idle: { connection: Connection; request: Buffer }[] = await Promise.all(
    Array.from({ length: load.connections }, async () => ({
      connection: await openConnection(load.port),
      request: orders.blank(),
    })),
  );
  const all = [...idle];
  const total = load.rate * load.seconds;
  const latencies: number[] = [];
  let acknowledged = 0;
  let failed = 0;
  let next = 0;
  let due = 0;
  const begun = performance.now();
  const dueAt = (index: number) => begun + (index * 1_000) / load.rate;
  const cpu = process.cpuUsage();

  await new Promise<void>((finished) => {
    const sendDue = () => {
      while (next < due) {
        const free = idle.pop();
        if (!free) return;
        const index = next++;
        orders.fill(free.request, index);
        free.connection.send(free.request, (status) => {
          if (status === 200) acknowledged += 1;
          else failed += 1;
          // The first second warms the server up, as it does in the closed loop.
          if (dueAt(index) - begun >= WARM_UP_MS) latencies.push(performance.now() - dueAt(index));
          idle.push(free);
          if (acknowledged + failed === total) return finished();
          sendDue();
        });
      }
    };
    const tick = () => {
      const now = performance.now();
      while (due < total && dueAt(due) <= now) due += 1;
      sendDue();
      if (due < total) setTimeout(tick, 1);
    };
    tick();
  });
  const elapsed = (performance.now() - begun) / 1_000;
  const used = process.cpuUsage(cpu);
  for (const { connection } of all) connection.close();
  return {
    acknowledged,
    failed,
    measured: latencies.length,
    perSecond: acknowledged / elapsed,
    latency: summarise(latencies),
    generatorCpu: (used.user + used.system) / 1e6 / elapsed,
  };
}
