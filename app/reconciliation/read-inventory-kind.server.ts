import { mapOk } from "#app/shopify-admin/admin-outcome.ts";
import { changedBetween } from "#app/shopify-admin/changed-page.ts";
import {
  LEVEL_COST,
  LEVEL_PAGE_COST,
  type LevelNode,
  LEVELS_A_QUERY,
  readChangedLevels,
  readLevels,
  readLocations,
} from "#app/shopify-admin/read-inventory-levels.server.ts";
import { inChunks } from "./in-chunks.server.ts";
import { mapInventoryLevel } from "./payloads/map-inventory-level.ts";
import { plainId } from "./payloads/payload-format.ts";
import { CALL_WITHIN_MS, type KindReader, type Reading } from "./reading.ts";

/**
 * Stock levels can be searched only within a location, so a sweep goes from one to the next. The
 * list of locations is read anew for each page, in the order of their ids: one that is made
 * meanwhile comes last, one that is removed is passed over.
 */
export const inventoryReader: KindReader = {
  async page(reading, { from, to }, cursor) {
    const place = readCursor(cursor);
    const locations = await locationIds(reading);
    if (locations.kind !== "ok") return locations;
    const location = locations.data.find((id) => place === undefined || id >= place.location);
    if (location === undefined) return { kind: "ok", data: { resources: [], next: undefined } };
    const after = place?.location === location ? place.after : null;
    const { shop, pacer } = reading;
    const options = { withinMs: CALL_WITHIN_MS, meter: pacer.meter(LEVEL_PAGE_COST) };
    const request = { location: gidOf(location), query: changedBetween(from, to), after };
    return mapOk(await readChangedLevels(shop.domain, request, options), ({ nodes, next }) => {
      const following = locations.data.find((id) => id > location);
      return {
        resources: nodes.map((level) => ({
          ...identity(level),
          facts: { available: String(level.quantities[0]?.quantity ?? "") || null },
        })),
        next: next
          ? writeCursor({ location, after: next })
          : following && writeCursor({ location: following, after: null }),
      };
    });
  },

  async whole({ shop, pacer }, gids) {
    return inChunks(gids, LEVELS_A_QUERY, async (ids) => {
      const meter = pacer.meter(LEVEL_COST * ids.length);
      const read = await readLevels(shop.domain, ids, { withinMs: CALL_WITHIN_MS, meter });
      return mapOk(read, (levels) =>
        levels.map((level) => ({
          ...identity(level),
          name: null,
          payload: mapInventoryLevel(level, shop.timeZone),
          happenings: [],
        })),
      );
    });
  },
};

function identity({ id, item, location, createdAt, updatedAt }: LevelNode) {
  return {
    id: `${plainId(item.id)}:${plainId(location.id)}`,
    gid: id,
    createdAt: Date.parse(createdAt),
    updatedAt: Date.parse(updatedAt),
  };
}

async function locationIds({ shop, pacer }: Reading) {
  const options = { withinMs: CALL_WITHIN_MS, meter: pacer.meter(252) };
  return mapOk(await readLocations(shop.domain, options), (locations) =>
    // Padded, so that text sorts as the numbers do.
    locations.map(({ id }) => (plainId(id) ?? "").padStart(20, "0")).sort(),
  );
}

const gidOf = (location: string) => `gid://shopify/Location/${location.replace(/^0+/, "")}`;

type Place = Readonly<{ location: string; after: string | null }>;

function writeCursor(place: Place): string {
  return JSON.stringify(place);
}

function readCursor(cursor: string | null): Place | undefined {
  return cursor === null ? undefined : (JSON.parse(cursor) as Place);
}
