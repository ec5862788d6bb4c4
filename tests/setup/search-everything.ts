import { zstdDecompressSync } from "node:zlib";
import { parse } from "uuid";
import { pool } from "#app/db.server.ts";
import { type DataKey, openSecret } from "#app/encryption.server.ts";

/**
 * Looks for texts in every column of every table there is: as text, in JSON, in bytes as they are,
 * and in bytes after decrypting them with the key and decompressing them.
 * @param key the shop's; undefined when it is gone
 * @returns for each text the columns it stands in, `table.column`, sorted
 */
export async function searchEverything(
  needles: Readonly<Record<string, string>>,
  key: DataKey | undefined,
): Promise<Record<string, string[]>> {
  const found = Object.keys(needles).map((name) => [name, new Set<string>()] as const);
  const { rows: tables } = await pool.query<{ name: string; plain: string }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relname AS plain
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')`);
  for (const { name, plain } of tables) {
    const { rows } = await pool.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const text = readings(value, row, key).join("\n").toLowerCase();
        for (const [needle, places] of found) {
          if (holds(text, needles[needle] ?? "")) places.add(`${plain}.${column}`);
        }
      }
    }
  }
  return Object.fromEntries(found.map(([name, places]) => [name, [...places].sort()]));
}

function holds(text: string, needle: string): boolean {
  return text.includes(needle.toLowerCase());
}

/** Everything a value could be read as. */
function readings(
  value: unknown,
  row: Record<string, unknown>,
  key: DataKey | undefined,
): string[] {
  if (value === null || value === undefined) return [];
  if (!(value instanceof Uint8Array)) {
    return [typeof value === "object" ? JSON.stringify(value) : String(value)];
  }
  const bytes = Buffer.from(value);
  return [bytes, ...opened(bytes, row, key)].flatMap((each) => [
    each.toString(),
    each.toString("latin1"),
  ]);
}

function opened(bytes: Buffer, row: Record<string, unknown>, key: DataKey | undefined): Buffer[] {
  const ids = Object.values(row).filter(
    (each): each is string => typeof each === "string" && /^[0-9a-f-]{36}$/.test(each),
  );
  const plain = ids.flatMap((id) => attempt(() => key?.open(bytes, parse(id))));
  const secrets = ids.flatMap((id) =>
    attempt(() => openSecret(bytes, `destination.secrets:${String(row["shop_id"])}:${id}`)),
  );
  return [...plain, ...secrets].flatMap((each) => [
    each,
    ...attempt(() => zstdDecompressSync(each)),
  ]);
}

function attempt(read: () => Buffer | undefined): Buffer[] {
  try {
    const value = read();
    return value ? [value] : [];
  } catch {
    return [];
  }
}
