import { prisma } from "./db.server.ts";
import { type DataKey, DecryptionError } from "./encryption.server.ts";
import { newId } from "./ids.server.ts";
import {
  dropUnusedShopKey,
  ensureShopKey,
  readShopKey,
  redactedName,
} from "./shop-key-store.server.ts";

/** A shop as the pipeline knows it: its id, its name and the key of its bodies. */
export type DirectoryShop = Readonly<{
  shopId: string;
  domain: string;
  /** Undefined after `shop/redact`: nothing of the shop may be stored or read any more. */
  key: DataKey | undefined;
}>;

/** Long enough to spare a query per batch, short enough for a redaction to be seen by every process. */
const REMEMBER_MS = 30_000;
const REMEMBER_AT_MOST = 5_000;

type Remembered = Readonly<{ shop: DirectoryShop; until: number }>;
const byDomain = new Map<string, Remembered>();
const byId = new Map<string, Remembered>();

/**
 * The shop of a domain; one that was never seen is noted as `seen`, not installed. Used where
 * Shopify's signature or session token has already vouched for the request.
 * @param domain a valid `*.myshopify.com` name, lower case
 */
export async function findOrNoteShop(domain: string): Promise<DirectoryShop> {
  const known = recall(byDomain, domain);
  return known ?? shared(`domain ${domain}`, () => findOrNote(domain, () => true));
}

/**
 * The same for the header of a webhook, which no signature covers.
 * @throws TooManyNewShopsError
 */
export async function findOrNoteSender(domain: string): Promise<DirectoryShop> {
  const known = recall(byDomain, domain);
  return known ?? shared(`sender ${domain}`, () => findOrNote(domain, strangers.allow));
}

async function findOrNote(domain: string, mayNote: () => boolean): Promise<DirectoryShop> {
  const alias = await redactedName(domain);
  const rows = await prisma.shop.findMany({ where: { domain: { in: [domain, alias] } } });
  // A shop that came back after its redaction has a row of its own; the old one stays empty.
  const found = rows.find((row) => row.domain === domain) ?? rows[0];
  if (found) return remember({ ...found, domain });
  if (!mayNote()) throw new TooManyNewShopsError("too many new shops in this minute");
  return note(domain);
}

/** More shops at once than any app gains: Shopify sends a refused webhook again. */
export class TooManyNewShopsError extends Error {
  override readonly name = "TooManyNewShopsError";
}

/**
 * The HMAC signs the body alone: whoever has one signed body could send it in under any number of
 * made-up shops, each with a row and a key. So a process notes only so many unknown ones a minute.
 */
const NEW_SHOPS_A_MINUTE = 60;
const strangers = (() => {
  let minute = 0;
  let noted = 0;
  return {
    allow: (): boolean => {
      const now = Math.floor(Date.now() / 60_000);
      if (now !== minute) noted = 0;
      minute = now;
      noted += 1;
      return noted <= NEW_SHOPS_A_MINUTE;
    },
  };
})();

/**
 * Notes a shop under its domain, with an id and a key of its own. Also one that has been redacted
 * and is installed anew: what is left of the redacted one stays apart.
 */
export async function noteShop(domain: string): Promise<DirectoryShop> {
  byDomain.delete(domain);
  return note(domain);
}

async function note(domain: string): Promise<DirectoryShop> {
  const id = newId();
  // The key first: a shop without one could store nothing.
  await ensureShopKey(id);
  // Two processes may meet a new shop at once: the first row stands.
  await prisma.shop.createMany({ data: { id, domain }, skipDuplicates: true });
  const row = await prisma.shop.findUniqueOrThrow({ where: { domain } });
  if (row.id !== id) await dropUnusedShopKey(id);
  return remember(row);
}

/** @throws when there is no such shop: ids come from our own rows. */
export async function shopById(shopId: string): Promise<DirectoryShop> {
  const known = recall(byId, shopId);
  return (
    known ??
    shared(`id ${shopId}`, async () =>
      remember(await prisma.shop.findUniqueOrThrow({ where: { id: shopId } })),
    )
  );
}

/** Forgets what was remembered, so that a change of the shop's key is seen at once in this process. */
export function forgetShop(shop: DirectoryShop): void {
  byDomain.delete(shop.domain);
  byId.delete(shop.shopId);
}

/** When what was remembered runs out, all that wait for it ask once, not each for itself. */
const asking = new Map<string, Promise<DirectoryShop>>();

function shared(name: string, ask: () => Promise<DirectoryShop>): Promise<DirectoryShop> {
  const asked = asking.get(name) ?? ask().finally(() => asking.delete(name));
  asking.set(name, asked);
  return asked;
}

type Row = Readonly<{ id: string; domain: string; installState: string }>;

async function remember(row: Row): Promise<DirectoryShop> {
  const key = row.installState === "redacted" ? undefined : await readShopKey(row.id);
  if (!key && row.installState !== "redacted") {
    throw new DecryptionError(
      "a store's key is not in the keys' database: restore that one too, or point KEY_DATABASE_URL to it",
    );
  }
  const shop: DirectoryShop = { shopId: row.id, domain: row.domain, key };
  if (byDomain.size >= REMEMBER_AT_MOST) {
    byDomain.clear();
    byId.clear();
  }
  const remembered = { shop, until: Date.now() + REMEMBER_MS };
  byDomain.set(shop.domain, remembered);
  byId.set(shop.shopId, remembered);
  return shop;
}

function recall(shops: Map<string, Remembered>, name: string): DirectoryShop | undefined {
  const remembered = shops.get(name);
  return remembered && remembered.until > Date.now() ? remembered.shop : undefined;
}
