import type { Facts } from "./content.ts";
import type { Payload } from "./payloads/payload-format.ts";

/** One resource as a page of Shopify's search tells it. Times are milliseconds since 1970. */
export type ChangedResource = Readonly<{
  /** As in the event log. */
  id: string;
  gid: string;
  createdAt: number;
  updatedAt: number;
  facts: Facts;
  /** Of an order, when its transactions are looked for. */
  transactions?: number;
}>;

/** Something that happened to a resource and has an event of its own. */
export type Happening = Readonly<{
  topic: string;
  /** Of a part of an order; empty when it is the order's own. */
  partId: string;
  at: number;
  payload: Payload;
}>;

/** A resource read whole, in the shape of its webhook. */
export type WholeResource = Readonly<{
  id: string;
  gid: string;
  name: string | null;
  createdAt: number;
  updatedAt: number;
  payload: Payload;
  /** What its record proves, oldest first. */
  happenings: readonly Happening[];
}>;
