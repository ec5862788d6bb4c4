import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { databaseAddress } from "./db.server.ts";

/** What a lock guards. Work of one kind may only take one of the other in this order. */
export type LockKind = "subscriptions" | "refresh-token";

/** Longest wait for a lock that another process holds. */
const WAIT_AT_MOST_MS = 60_000;
const ASK_AGAIN_MS = 100;

/** Somebody else holds the lock for longer than is worth waiting for; to be tried again later. */
export class LockTakenError extends Error {
  override readonly name = "LockTakenError";
}

/** The last that asked for each lock in this process: one after the other. */
const queues = new Map<string, Promise<void>>();

/**
 * Runs `work` while no other process (nor this one) runs work of the same kind for the same shop.
 * The locks are PostgreSQL's own, of one connection that holds all of this process (session-level
 * advisory locks): work that waits for Shopify keeps no connection of the pool, so that slow shops
 * cannot hold up the others. A process that dies, or loses that connection, gives them up.
 * @param shop its id or its domain, the same for all of one kind
 */
export async function withShopLock<T>(
  shop: string,
  kind: LockKind,
  work: () => Promise<T>,
): Promise<T> {
  const name = `${kind}:${shop}`;
  const before = queues.get(name);
  let leave = () => {};
  const turn = new Promise<void>((done) => {
    leave = done;
  });
  const mine = (before ?? Promise.resolve()).then(() => turn);
  queues.set(name, mine);
  await before;
  try {
    const holder = await take(name);
    try {
      return await work();
    } finally {
      await ask(holder, "SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS yes", name).catch(
        () => undefined, // The connection is gone, and the lock with it.
      );
    }
  } finally {
    leave();
    if (queues.get(name) === mine) {
      queues.delete(name);
      if (queues.size === 0) restSoon();
    }
  }
}

async function take(name: string): Promise<pg.Client> {
  const until = Date.now() + WAIT_AT_MOST_MS;
  for (;;) {
    const client = await connection();
    if (await ask(client, "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS yes", name)) {
      return client;
    }
    if (Date.now() > until) throw new LockTakenError("another process is at it");
    await wait(ASK_AGAIN_MS * (1 + Math.random()));
  }
}

/** One statement at a time: a connection can do no more. */
let asking: Promise<unknown> = Promise.resolve();

function ask(client: pg.Client, statement: string, name: string): Promise<boolean> {
  const answer = asking
    .then(() => client.query<{ yes: boolean }>(statement, [name]))
    .then(({ rows }) => rows[0]?.yes === true);
  asking = answer.catch(() => undefined);
  return answer;
}

let connected: Readonly<{ address: string; client: Promise<pg.Client> }> | undefined;
let resting: NodeJS.Timeout | undefined;
const REST_AFTER_MS = 2_000;

function connection(): Promise<pg.Client> {
  clearTimeout(resting);
  const address = databaseAddress();
  if (connected?.address !== address) connected = { address, client: connect(address) };
  return connected.client;
}

async function connect(address: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: address,
    connectionTimeoutMillis: 4_000,
    keepAlive: true,
    application_name: "rollcall locks",
  });
  const forget = () => {
    if (connected?.address === address) connected = undefined;
  };
  client.on("error", forget);
  client.on("end", forget);
  try {
    await client.connect();
    return client;
  } catch (error) {
    forget();
    throw error;
  }
}

/** Nobody holds a lock: the connection is closed, unless somebody asks again soon. */
function restSoon(): void {
  clearTimeout(resting);
  resting = setTimeout(() => void closeLocks(), REST_AFTER_MS);
  resting.unref();
}

/** Closes the connection of the locks; whoever asks next opens another. */
export async function closeLocks(): Promise<void> {
  clearTimeout(resting);
  if (queues.size > 0) return;
  const closing = connected;
  connected = undefined;
  await closing?.client.then((client) => client.end()).catch(() => undefined);
}
