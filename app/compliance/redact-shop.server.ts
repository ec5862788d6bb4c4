import { log } from "#app/log.server.ts";
import { forgetShop } from "#app/shop-directory-store.server.ts";
import { destroyShopKey, redactedName } from "#app/shop-key-store.server.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { endShop } from "#app/shops/shop-store.server.ts";
import type { ComplianceRequest } from "./compliance-queries.server.ts";
import { moveRequest } from "./compliance-store.server.ts";
import { deleteShopJobs, deleteShopRows } from "./delete-shop-store.server.ts";
import type { Step } from "./step.ts";

/**
 * Removes a shop: first its key, which closes every body at once, in backups too; then every row that
 * names it. What stays is that it was done, under a number that is nobody's name, and a keyed hash by
 * which webhooks that come late are known and kept empty.
 * @param look 2 for the second look, when no process remembers the key any more
 */
export async function redactShop(
  shopId: string,
  request: ComplianceRequest,
  look: number,
  lookBackSeconds: number,
): Promise<Step> {
  if (request.state === "cancelled" || (request.state === "done" && look === 1)) {
    return { kind: "done" };
  }
  const { domain, state } = await readShop(shopId);
  if (state !== "redacted") {
    // One statement checks and moves: a reinstall that comes first wins, one that comes later begins anew.
    if (!(await endShop(shopId, domain, await redactedName(domain)))) {
      await moveRequest(shopId, request.id, "cancelled");
      return { kind: "done" };
    }
    forgetShop({ shopId, domain, key: undefined });
  }
  await destroyShopKey(shopId);
  const deleted = await deleteShopRows(shopId);
  await deleteShopJobs(shopId);
  log.info({ shopId, deleted, look }, "a shop was redacted");
  if (look > 1) return { kind: "done" };
  await moveRequest(shopId, request.id, "done");
  return { kind: "again", inSeconds: lookBackSeconds, look: 2 };
}
