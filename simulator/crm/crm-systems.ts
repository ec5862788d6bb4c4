import type { ControlRouter } from "../control/router.ts";
import { HubSpot } from "./hubspot/hubspot.ts";
import type { CrmFault } from "./faults.ts";
import { OBJECT_TYPES } from "./hubspot/portal.ts";

/** The CRMs that a simulator stands in for. */
export interface CrmSystems {
  hubspot: HubSpot;
}

export function createCrmSystems(): CrmSystems {
  return { hubspot: new HubSpot() };
}

const SCOPES = OBJECT_TYPES.flatMap((type) => [
  `crm.objects.${type}.read`,
  `crm.objects.${type}.write`,
  `crm.schemas.${type}.read`,
  `crm.schemas.${type}.write`,
]);

/** What a test or a person does in HubSpot by hand. */
export function addCrmRoutes(router: ControlRouter, { hubspot }: CrmSystems): void {
  router.on("POST", "/control/crm/hubspot/private-app", ({ body }) => ({
    token: hubspot.tokens.privateApp(
      Array.isArray(body["scopes"]) ? body["scopes"].map(String) : SCOPES,
    ),
  }));
  router.on("GET", "/control/crm/hubspot/records/:type", ({ param }) => {
    const type = OBJECT_TYPES.find((one) => one === param("type")) ?? "orders";
    return { records: [...hubspot.portal.tables[type].records.values()] };
  });
  router.on("GET", "/control/crm/hubspot", () => ({
    calls: Object.fromEntries(hubspot.calls),
    refused: hubspot.limits.refused,
    mostInTenSeconds: hubspot.limits.mostInWindow,
  }));
  router.on("POST", "/control/crm/hubspot/faults", ({ body }) => {
    hubspot.faults.add(body as unknown as CrmFault);
    return {};
  });
  router.on("DELETE", "/control/crm/hubspot/faults", () => {
    hubspot.faults.clear();
    return {};
  });
}
