import { judge } from "#app/delivery/outcome.ts";
import type {
  DestinationAdapter,
  KindSettings,
  OutgoingMessage,
  SendTarget,
} from "#app/destinations/destination-kind.ts";

export type Tally = Readonly<{
  delivered: number;
  /** Tries that were no attempt, because a limit of the CRM's was reached. */
  limited: number;
  failed: number;
  causes: ReadonlyMap<string, number>;
}>;

/**
 * Brings messages to a kind as the engine does: each lane in order, head after head, lanes side by
 * side, a failure tried again, in batches of what is waiting. Without its waits.
 */
export async function drive<S extends KindSettings>(
  adapter: DestinationAdapter<S>,
  target: SendTarget<S>,
  messages: readonly OutgoingMessage[],
  { concurrency = 6, atMost = adapter.batch?.atMost ?? 1 } = {},
): Promise<Tally> {
  const lanes = new Map<string, OutgoingMessage[]>();
  for (const message of messages) {
    lanes.set(message.lane, [...(lanes.get(message.lane) ?? []), message]);
  }
  for (const lane of lanes.values()) lane.reverse();
  const idle = new Set(lanes.keys());
  const tally = { delivered: 0, limited: 0, failed: 0, causes: new Map<string, number>() };

  async function work(): Promise<void> {
    for (;;) {
      const names = [...idle].slice(0, atMost);
      if (names.length === 0) {
        if (lanes.size === 0) return;
        await new Promise((next) => setTimeout(next, 5));
        continue;
      }
      for (const name of names) idle.delete(name);
      const heads = names.flatMap((name) => lanes.get(name)?.at(-1) ?? []);
      const results = adapter.batch
        ? await adapter.batch.deliver(heads, target, {})
        : [await adapter.deliver(heads[0] as OutgoingMessage, target, {})];
      names.forEach((name, at) => {
        const result = results[at];
        if (!result) throw new Error("a message has no result");
        if (result.type === "limited") tally.limited += 1;
        else {
          const { outcome, error } = judge(result, Date.now());
          if (outcome === "delivered") {
            tally.delivered += 1;
            const lane = lanes.get(name);
            lane?.pop();
            if (lane?.length === 0) return void lanes.delete(name);
          } else {
            tally.failed += 1;
            tally.causes.set(
              `${outcome} ${error}`,
              (tally.causes.get(`${outcome} ${error}`) ?? 0) + 1,
            );
            if (outcome === "rejected" || tally.failed > messages.length * 5) {
              throw new Error(`${heads[at]?.topic} came to ${outcome}: ${error}`);
            }
          }
        }
        idle.add(name);
      });
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return tally;
}
