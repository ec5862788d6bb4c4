import { prisma } from "./db.server.ts";
import { createWrappedDataKey, type DataKey, unwrapDataKey } from "./encryption.server.ts";
import { newId } from "./ids.server.ts";

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
  return known ?? shared(`domain ${domain}`, () => findOrNote(domain));
}

async function findOrNote(domain: string): Promise<DirectoryShop> {
  const found = await prisma.shop.findUnique({ where: { domain } });
  if (found) return remember(found);
  const id = newId();
  // Two processes may meet a new shop at once: the first row stands.
  await prisma.shop.createMany({
    data: { id, domain, dataKey: new Uint8Array(createWrappedDataKey(id)) },
    skipDuplicates: true,
  });
  return remember(await prisma.shop.findUniqueOrThrow({ where: { domain } }));
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

type Row = Readonly<{ id: string; domain: string; dataKey: Uint8Array | null }>;

function remember(row: Row): DirectoryShop {
  const shop: DirectoryShop = {
    shopId: row.id,
    domain: row.domain,
    key: row.dataKey ? unwrapDataKey(row.dataKey, row.id) : undefined,
  };
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
