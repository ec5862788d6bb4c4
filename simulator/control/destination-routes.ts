import type { Script } from "../destinations/script.ts";
import type { Simulation } from "../simulation.ts";
import type { ControlRouter } from "./router.ts";

/** The recording destinations. */
export function addDestinationRoutes(router: ControlRouter, simulation: Simulation): void {
  const { destinations } = simulation;
  router.on("GET", "/control/destinations", () => ({ destinations: destinations.list() }));
  router.on("POST", "/control/destinations/:name/script", ({ param, body }) =>
    destinations.script(param("name"), body as Script),
  );
  router.on("GET", "/control/destinations/:name/requests", ({ param, query }) =>
    destinations.requests(
      param("name"),
      Number(query.get("since") ?? 0),
      Number(query.get("limit") ?? 1_000),
    ),
  );
  router.on("POST", "/control/destinations/:name/reset", ({ param }) => {
    destinations.reset(param("name"));
    return {};
  });
  router.on("POST", "/control/destinations-reset", () => {
    destinations.reset();
    return {};
  });
}
