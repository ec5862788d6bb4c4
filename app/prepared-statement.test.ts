import { describe, expect, test } from "vitest";
import { useDatabase } from "#tests/setup/with-database.ts";
import { prisma } from "./db.server.ts";
import { prepareStatement } from "./prepared-statement.server.ts";

type Row = Readonly<{ bytes: string; prepared: boolean }>;

const statement = prepareStatement<Row>(
  "prepared_statement_test",
  `SELECT encode($1::bytea, 'hex') AS bytes, EXISTS (
     SELECT FROM pg_prepared_statements WHERE name = 'prepared_statement_test') AS prepared`,
);

describe("a prepared statement through Prisma", () => {
  useDatabase();

  test("gets its parameters as they are, and is prepared by name", async () => {
    const bytes = Buffer.from([0, 1, 254, 255]);
    expect(await statement.run(prisma, [bytes])).toEqual([{ bytes: "0001feff", prepared: true }]);
  });

  test("keeps apart what runs at the same time", async () => {
    const all = Array.from({ length: 40 }, (_, index) => Buffer.of(index));
    const rows = await Promise.all(all.map((bytes) => statement.run(prisma, [bytes])));
    expect(rows.map(([row]) => row?.bytes)).toEqual(all.map((bytes) => bytes.toString("hex")));
  });

  test("belongs to the transaction it is run in", async () => {
    const insert = prepareStatement(
      "prepared_insert_test",
      "INSERT INTO rejection_count (hour, cause, count) VALUES (now(), $1, 1)",
    );
    const failed = prisma.$transaction(async (tx) => {
      await insert.run(tx, ["rolled back"]);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await prisma.rejectionCount.count()).toBe(0);
    await insert.run(prisma, ["kept"]);
    expect(await prisma.rejectionCount.count()).toBe(1);
  });

  test("throws what Prisma throws", async () => {
    const refused = prepareStatement("prepared_refused_test", "SELECT 1 / $1::int");
    await expect(refused.run(prisma, [0])).rejects.toMatchObject({ code: "P2010" });
  });
});
