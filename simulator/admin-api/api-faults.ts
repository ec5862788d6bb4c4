/** Something that goes wrong with the Admin API or the token endpoint. */
export interface ApiFault {
  id: string;
  /**
   * `down`: 502; `unavailable`: 503 with Retry-After; `hang`: no answer until
   * the client gives up; `throttle`: THROTTLED; `internal`: HTTP 200 with
   * INTERNAL_SERVER_ERROR; `close`: the connection is cut; `status`: any status.
   */
  kind: "down" | "unavailable" | "hang" | "throttle" | "internal" | "close" | "status";
  target: "graphql" | "oauth" | "refresh" | "exchange" | "all";
  shop?: string;
  /** Only requests whose query contains this text. */
  containing?: string;
  /** How many requests it still touches; unset: all until it is taken away. */
  times?: number;
  status?: number;
  body?: unknown;
}

export interface ApiFaults {
  add(fault: Omit<ApiFault, "id">): ApiFault;
  remove(id: string): boolean;
  clear(): void;
  list(): ApiFault[];
  /** The fault for this request, counted down. */
  next(shop: string, targets: ApiFault["target"][], text: string): ApiFault | null;
}

/** No faults at first. */
export function createApiFaults(): ApiFaults {
  let faults: ApiFault[] = [];
  let lastId = 0;
  return {
    add(fault) {
      lastId += 1;
      const added = { ...fault, id: String(lastId) };
      faults.push(added);
      return added;
    },
    remove(id) {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear() {
      faults = [];
    },
    list: () => faults,
    next(shop, targets, text) {
      const found = faults.find(
        (fault) =>
          (fault.shop === undefined || fault.shop === shop) &&
          (fault.target === "all" || targets.includes(fault.target)) &&
          (fault.containing === undefined || text.includes(fault.containing)),
      );
      if (!found) return null;
      if (found.times !== undefined) {
        found.times -= 1;
        if (found.times <= 0) faults = faults.filter((fault) => fault !== found);
      }
      return found;
    },
  };
}
