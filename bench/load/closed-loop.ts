import { openConnection } from "./connection.ts";
import { summarise } from "./latencies.ts";
import type { LoadOrder, LoadResult } from "./load.ts";
import type { SignedOrders } from "./signed-orders.ts";

/** Each connection sends its next order as soon as the last one is answered. */
export async function runClosedLoop(
  load: Extract<LoadOrder, { kind: "closed" }>,
  orders: SignedOrders,
): Promise<LoadResult> {
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => openConnection(load.port)),
  );
  const latencies: number[] = [];
  let next = 0;
  let acknowledged = 0;
  let failed = 0;
  const begun = performance.now();
  const measuredFrom = begun + load.warmUpSeconds * 1_000;
  const until = measuredFrom + load.seconds * 1_000;
  let cpu = process.cpuUsage();
  let isWarm = false;
  let last = measuredFrom;

  await Promise.all(
    connections.map(
      (connection) =>
        new Promise<void>((finished) => {
          const request = orders.blank();
          const sendNext = () => {
            const sent = performance.now();
            if (!isWarm && sent >= measuredFrom) {
              isWarm = true;
              process.send?.("warm");
              cpu = process.cpuUsage();
            }
            if (next >= load.orders && load.repeat) next = 0;
            if (sent >= until || next >= load.orders) return finished();
            orders.fill(request, next);
            next += 1;
            connection.send(request, (status) => {
              const answered = performance.now();
              if (status === 200) {
                acknowledged += 1;
                if (sent >= measuredFrom) {
                  latencies.push(answered - sent);
                  last = answered;
                }
              } else {
                failed += 1;
                if (status === 0) return finished();
              }
              sendNext();
            });
          };
          sendNext();
        }),
    ),
  );
  const used = process.cpuUsage(cpu);
  const elapsed = (last - measuredFrom) / 1_000;
  for (const connection of connections) connection.close();
  return {
    acknowledged,
    failed,
    measured: latencies.length,
    perSecond: latencies.length / elapsed,
    latency: summarise(latencies),
    generatorCpu: (used.user + used.system) / 1e6 / elapsed,
  };
}
