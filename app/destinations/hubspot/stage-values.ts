import type { OrderStage } from "../crm/order-state.ts";
import type { HubSpotSettings } from "./hubspot-description.ts";

/** A stage, as the properties that HubSpot keeps it in. */
export function stageValues(
  { orderObject, stages }: HubSpotSettings,
  stage: OrderStage,
): Record<string, string> {
  const id = stages.of[stage];
  return orderObject === "orders"
    ? { hs_pipeline: stages.pipeline, hs_pipeline_stage: id }
    : { pipeline: stages.pipeline, dealstage: id };
}
