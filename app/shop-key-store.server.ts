import pg from "pg";
import { ConfigError } from "./config.ts";
import { databaseAddress, keyDatabaseAddress, keyPool, pool } from "./db.server.ts";
import {
  createWrappedDataKey,
  type DataKey,
  DecryptionError,
  unwrapDataKey,
} from "./encryption.server.ts";

/**
 * The shops' data keys. They are kept in a database of their own, so that no dump of the main one
 * holds both what is encrypted and the key to it: docs/decisions/011-keys-apart-from-what-they-open.md.
 */
const TABLE = `
CREATE TABLE IF NOT EXISTS shop_key (
  shop_id uuid PRIMARY KEY,
  wrapped bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
)`;

/** The app's own key under no shop's id: names redacted shops, and shows whether ENCRYPTION_KEY fits. */
const OWN = "00000000-0000-0000-0000-000000000000";

/** The shop's key, made if there is none. @throws DecryptionError when ENCRYPTION_KEY is another one. */
export async function ensureShopKey(shopId: string): Promise<DataKey> {
  const wrapped = createWrappedDataKey(shopId);
  await query("INSERT INTO shop_key (shop_id, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    shopId,
    wrapped,
  ]);
  const key = await readShopKey(shopId);
  if (!key) throw new DecryptionError("a key that was just stored is not there");
  return key;
}

/** @returns undefined when the shop has no key (any more). @throws DecryptionError */
export async function readShopKey(shopId: string): Promise<DataKey | undefined> {
  const [row] = await query<{ wrapped: Buffer }>(
    "SELECT wrapped FROM shop_key WHERE shop_id = $1",
    [shopId],
  );
  return row && unwrapDataKey(row.wrapped, shopId);
}

/**
 * Destroys a shop's key: whatever was encrypted with it cannot be opened any more, wherever it is.
 * The table is written anew, since a deleted row would stay in its file until somebody needs the room.
 */
export async function destroyShopKey(shopId: string): Promise<void> {
  await query("DELETE FROM shop_key WHERE shop_id = $1", [shopId]);
  await query("VACUUM (FULL) shop_key");
}

/** Takes a key away that nothing was encrypted with. */
export async function dropUnusedShopKey(shopId: string): Promise<void> {
  await query("DELETE FROM shop_key WHERE shop_id = $1", [shopId]);
}

let own: Readonly<{ address: string; key: DataKey }> | undefined;

/**
 * What stands for the domain of a shop once it has been redacted: tells it again, names it nowhere.
 * @throws DecryptionError when ENCRYPTION_KEY is not the one that the keys were wrapped with.
 */
export async function redactedName(shopDomain: string): Promise<string> {
  const address = keyDatabaseAddress();
  if (own?.address !== address) {
    own = { address, key: (await readShopKey(OWN)) ?? (await ensureShopKey(OWN)) };
  }
  const hash = BigInt.asUintN(64, own.key.term(`domain:${shopDomain}`));
  return `redacted-${hash.toString(16).padStart(16, "0")}`;
}

/**
 * Makes the keys' database if it is not there, and tries the app's own key.
 * @returns what is wrong and what to do, or undefined when ENCRYPTION_KEY opens what is stored.
 * @throws ConfigError when the keys' database is not there and cannot be made.
 */
export async function keyProblem(): Promise<string | undefined> {
  try {
    await redactedName("");
    return undefined;
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    return "ENCRYPTION_KEY is not the one that the stores' keys were encrypted with: set it back, or give both while one replaces the other (2:NEW,1:OLD)";
  }
}

async function query<T extends pg.QueryResultRow>(
  text: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  for (let round = 0; ; round += 1) {
    try {
      return (await keyPool.query<T>(text, [...values])).rows;
    } catch (error) {
      if (round >= 3 || !(await mended(error))) throw error;
    }
  }
}

const NO_DATABASE = "3D000";
const NO_TABLE = "42P01";
/** Another process made the same thing at the same moment. */
const MADE_MEANWHILE = ["42P04", "42P07", "23505"];

/** Makes the database or the table when that is what was missing. */
async function mended(error: unknown): Promise<boolean> {
  const { code } = error as { code?: string };
  try {
    if (code === NO_TABLE) await keyPool.query(TABLE);
    else if (code === NO_DATABASE) await createKeyDatabase();
    else return false;
  } catch (failure) {
    if (!MADE_MEANWHILE.includes((failure as { code?: string }).code ?? "")) throw failure;
  }
  return true;
}

/** Beside the main database; one that KEY_DATABASE_URL names elsewhere is there or is a mistake. */
async function createKeyDatabase(): Promise<void> {
  const [own, main] = [new URL(keyDatabaseAddress()), new URL(databaseAddress())];
  if (own.host !== main.host) {
    throw new ConfigError("KEY_DATABASE_URL names a database that does not exist: create it");
  }
  const name = decodeURIComponent(own.pathname.slice(1));
  try {
    await pool.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`);
  } catch (error) {
    if ((error as { code?: string }).code !== "42501") throw error;
    throw new ConfigError(
      `the user of DATABASE_URL may not create the database ${name}: create it, or set KEY_DATABASE_URL to one for the shops' keys`,
    );
  }
}
