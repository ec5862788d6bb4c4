import { z } from "zod";
import { type AdminCallOptions, callAdmin } from "./admin-client.server.ts";
import { type AdminOutcome, mapOk } from "./admin-outcome.ts";
import { type ChangedPage, pageOf } from "./changed-page.ts";
import { pageInfo } from "./shapes.ts";

const READ_LOCATIONS = `#graphql
  query ReadLocations {
    locations(first: 250, includeInactive: true, includeLegacy: true) {
      nodes { id name }
    }
  }
`;

const READ_CHANGED_LEVELS = `#graphql
  query ReadChangedLevels($location: ID!, $query: String, $after: String) {
    location(id: $location) {
      inventoryLevels(first: 100, query: $query, after: $after) {
        nodes {
          id createdAt updatedAt
          item { id }
          location { id }
          quantities(names: ["available"]) { quantity }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

const READ_LEVELS = `#graphql
  query ReadLevels($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on InventoryLevel {
        id createdAt updatedAt
        item { id }
        location { id }
        quantities(names: ["available"]) { quantity }
      }
    }
  }
`;

/** Requested points: of a page of a location, and of one level read by its id. */
export const LEVEL_PAGE_COST = 403;
export const LEVEL_COST = 4;
export const LEVELS_A_QUERY = 200;

const level = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  item: z.object({ id: z.string() }),
  location: z.object({ id: z.string() }),
  quantities: z.array(z.object({ quantity: z.number() })),
});
export type LevelNode = z.infer<typeof level>;

const locationsData = z.object({
  locations: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }),
});
const changedData = z.object({
  location: z.object({ inventoryLevels: z.object({ nodes: z.array(level), pageInfo }) }).nullable(),
});
const levelsData = z.object({ nodes: z.array(level.nullable()) });

export type LocationNode = Readonly<{ id: string; name: string }>;

/** Every place that can hold stock, inactive ones too. */
export async function readLocations(
  shopDomain: string,
  options?: AdminCallOptions,
): Promise<AdminOutcome<LocationNode[]>> {
  const document = { name: "ReadLocations", text: READ_LOCATIONS, data: locationsData };
  return mapOk(
    await callAdmin(shopDomain, document, {}, options),
    ({ locations }) => locations.nodes,
  );
}

/** One page of a location's stock levels. @param query a search; null: all of them */
export async function readChangedLevels(
  shopDomain: string,
  request: Readonly<{ location: string; query: string | null; after: string | null }>,
  options?: AdminCallOptions,
): Promise<AdminOutcome<ChangedPage<LevelNode>>> {
  const document = { name: "ReadChangedLevels", text: READ_CHANGED_LEVELS, data: changedData };
  return mapOk(await callAdmin(shopDomain, document, request, options), ({ location }) =>
    location ? pageOf(location.inventoryLevels) : { nodes: [], next: undefined },
  );
}

/** Levels by their global ids, at most `LEVELS_A_QUERY`; those that are gone are left out. */
export async function readLevels(
  shopDomain: string,
  ids: readonly string[],
  options?: AdminCallOptions,
): Promise<AdminOutcome<LevelNode[]>> {
  const document = { name: "ReadLevels", text: READ_LEVELS, data: levelsData };
  return mapOk(await callAdmin(shopDomain, document, { ids }, options), ({ nodes }) =>
    nodes.filter((node) => node !== null),
  );
}
