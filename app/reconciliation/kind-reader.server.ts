import { customerReader } from "./read-customer-kind.server.ts";
import { inventoryReader } from "./read-inventory-kind.server.ts";
import { orderReader } from "./read-order-kind.server.ts";
import { productReader } from "./read-product-kind.server.ts";
import type { KindReader } from "./reading.ts";
import type { ResourceKind } from "./resource-kinds.ts";

const READERS: Readonly<Record<ResourceKind, KindReader>> = {
  order: orderReader,
  customer: customerReader,
  product: productReader,
  inventory_level: inventoryReader,
};

export function readerOf(kind: ResourceKind): KindReader {
  return READERS[kind];
}
