import type { LevelNode } from "#app/shopify-admin/read-inventory-levels.server.ts";
import { idNumber, type Payload, shopTime } from "./payload-format.ts";

/** `inventory_levels/update` and `inventory_levels/connect`. */
export function mapInventoryLevel(level: LevelNode, timeZone: string): Payload {
  return {
    inventory_item_id: idNumber(level.item.id),
    location_id: idNumber(level.location.id),
    available: level.quantities[0]?.quantity ?? null,
    updated_at: shopTime(timeZone, level.updatedAt),
    admin_graphql_api_id: level.id,
  };
}
