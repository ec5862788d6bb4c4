import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "#tests/setup/with-database.ts";
import { CLAIM, READ_HEADS } from "./claim-statement.ts";
import { COMPLETE, LOCK } from "./completion-statement.ts";
import { openWorkerPools, type WorkerPools } from "./worker-pool.server.ts";

/**
 * A worker prepares its statements when it starts, often on empty tables, and keeps those plans
 * while the tables fill: docs/decisions/010-one-index-for-each-lookup.md.
 */
const databaseUrl = useDatabase();
let pools: WorkerPools;
beforeAll(() => {
  pools = openWorkerPools(databaseUrl());
});
afterAll(() => pools.close());

type Node = Readonly<{
  "Node Type": string;
  "Relation Name"?: string;
  Alias?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: Node[];
}>;

/** How each table is read: "lane by lane_pkey", partitions under their parent's name. */
async function readsOf(statement: string): Promise<string[]> {
  const { rows } = await pools.results.query<{ "QUERY PLAN": [{ Plan: Node }] }>(
    `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${statement}`,
  );
  const reads = new Set<string>();
  const walk = (node: Node): void => {
    const table = node["Relation Name"]?.replace(/_\d{8}$/, "");
    if (table && /Scan/.test(node["Node Type"])) {
      const index = node["Index Name"]?.replace(/_\d{8}/, "");
      reads.add(`${table} ${node.Alias?.replace(/_\d+$/, "")} by ${index ?? node["Node Type"]}`);
    }
    node.Plans?.forEach(walk);
  };
  walk(rows[0]!["QUERY PLAN"][0].Plan);
  return [...reads].sort();
}

describe.each(["never analysed", "analysed while empty"])("on empty tables, %s", (state) => {
  beforeAll(async () => {
    if (state === "never analysed") return;
    await pools.results.query("ANALYZE lane, delivery, event, attempt");
  });

  test("a claim reads due lanes by their time, and changes them by their key", async () => {
    const reads = await readsOf(CLAIM);
    expect(reads.filter((read) => read.startsWith("lane l by"))).toEqual([
      "lane l by lane_due_idx",
      "lane l by lane_pkey",
    ]);
  });

  test("a head is read by its id, and what is newer by its resource", async () => {
    expect(await readsOf(READ_HEADS)).toEqual([
      "delivery d by delivery_pkey",
      "delivery r by delivery_event_id_idx",
      "delivery w by delivery_event_id_idx",
      "event e by event_pkey",
      "event n by event_resource_id_id_idx",
      "gap g by gap_resource_idx",
      "gap h by gap_resource_idx",
    ]);
  });

  test("a result finds its lane by the key, its delivery by the id, the next by the lane", async () => {
    expect(await readsOf(LOCK)).toEqual(["lane l by lane_pkey"]);
    expect((await readsOf(COMPLETE)).filter((read) => !read.startsWith("lane l by"))).toEqual([
      "delivery d by delivery_destination_id_lane_key_id_idx",
      "delivery d by delivery_pkey",
    ]);
    expect((await readsOf(COMPLETE)).filter((read) => read.startsWith("lane"))).toEqual([
      "lane l by lane_pkey",
    ]);
  });
});
