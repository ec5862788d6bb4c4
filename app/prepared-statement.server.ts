import pg from "pg";
import type { Transaction } from "./db.server.ts";

/**
 * A statement that runs through Prisma for every batch of events.
 *
 * Prisma takes each parameter of a raw query through its query compiler as JSON, bytes as base64, and
 * lets PostgreSQL plan the statement anew every time. For a batch of 32 orders that is 4 ms of this
 * process' time instead of 1, and 2 ms of PostgreSQL's (docs/decisions/005-group-commit.md). So
 * Prisma carries a handle; the driver below it puts the parameters in its place, and has the
 * statement prepared once per connection. Client, transactions, errors and pool are Prisma's.
 */
export type PreparedStatement<Row> = Readonly<{
  /**
   * @param client Prisma's client, or a transaction of it
   * @param parameters as the driver takes them
   * @throws what Prisma throws
   */
  run: (client: RawQueries, parameters: readonly unknown[]) => Promise<Row[]>;
}>;

type RawQueries = Pick<Transaction, "$queryRawUnsafe">;

const namesByText = new Map<string, string>();
const underWay = new Map<string, readonly unknown[]>();
let handles = 0;

/** @param name unique; PostgreSQL shows it in `pg_prepared_statements` */
export function prepareStatement<Row>(name: string, text: string): PreparedStatement<Row> {
  namesByText.set(text, name);
  return {
    run: async (client, parameters) => {
      handles += 1;
      const handle = `parameters ${handles}`;
      underWay.set(handle, parameters);
      try {
        return await client.$queryRawUnsafe<Row[]>(text, handle);
      } finally {
        underWay.delete(handle);
      }
    },
  };
}

type Query = (config: unknown, values?: unknown, callback?: unknown) => unknown;

/** The connections of the pool that Prisma runs on. All but prepared statements pass unchanged. */
export class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as Query;
    const prepared: Query = (config, values, callback) => {
      const text = (config as pg.QueryConfig | undefined)?.text;
      const name = text === undefined ? undefined : namesByText.get(text);
      if (name === undefined) return query(config, values, callback);
      const parameters = underWay.get((values as string[])[0] ?? "");
      if (!parameters) throw new Error(`the statement ${name} came without its parameters`);
      return query({ ...(config as pg.QueryConfig), name }, parameters, callback);
    };
    this.query = prepared as typeof this.query;
  }
}
