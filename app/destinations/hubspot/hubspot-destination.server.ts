import { z } from "zod";
import { deliverToCrm } from "../crm/deliver-batch.server.ts";
import { DELIVERED, failureVerdict } from "../crm/job-results.ts";
import { createJsonHttp } from "../crm/json-http.server.ts";
import { previewChange } from "../crm/preview.ts";
import { readChange } from "../crm/read-change.ts";
import type {
  DestinationAdapter,
  OutgoingMessage,
  SendOptions,
  SendResult,
  SendTarget,
} from "../destination-kind.ts";
import type { AllowList } from "../outgoing-address.ts";
import type { Resolve } from "../outgoing-connect.server.ts";
import { createAccountClock } from "./account-clock.server.ts";
import { hubSpotClient } from "./hubspot-client.server.ts";
import type { HubSpotSettings } from "./hubspot-description.ts";
import { STATE_PROPERTY } from "./hubspot-mapping.ts";
import { failureText, setUpHubSpot } from "./hubspot-set-up.server.ts";
import { createHubSpotTokens } from "./hubspot-token.server.ts";
import { hubSpotVendor } from "./hubspot-vendor.server.ts";
import { stageValues } from "./stage-values.ts";

export type HubSpotOptions = Readonly<{
  /** `https://api.hubapi.com`, or what the operator puts in its place. */
  apiUrl: string;
  allowList: AllowList;
  totalMs?: number;
  resolve?: Resolve;
}>;

const TOTAL_MS = 28_000;
/** Orders of a batch; each is a call for customers, orders, lines and links. */
const AT_MOST = 100;
const details = z.object({ timeZone: z.string() });

/** The kind `hubspot`: customers, orders and their lines, kept at their newest state. */
export function createHubSpotAdapter({
  apiUrl,
  allowList,
  totalMs = TOTAL_MS,
  resolve,
}: HubSpotOptions): DestinationAdapter<HubSpotSettings> {
  const http = createJsonHttp({
    allowList,
    connectMs: Math.min(5_000, totalMs),
    ...(resolve && { resolve }),
  });
  const tokens = createHubSpotTokens(http, apiUrl);
  const clock = createAccountClock();

  function open(target: SendTarget<HubSpotSettings>, { signal }: SendOptions) {
    const ending = AbortSignal.timeout(totalMs);
    const either = signal ? AbortSignal.any([signal, ending]) : ending;
    const account = { target, signal: either, untilMidnight: () => clock.untilMidnight(target) };
    return { client: hubSpotClient({ http, tokens, apiUrl }, account), signal: either };
  }

  /** Asks for the account; also how its time zone is learned. */
  async function look(target: SendTarget<HubSpotSettings>, options: SendOptions) {
    const answer = await open(target, options).client.call("GET", "/account-info/v3/details");
    const parsed = answer.ok ? details.safeParse(answer.value.json) : undefined;
    if (parsed?.success) clock.learn(target, parsed.data.timeZone);
    return answer;
  }

  async function deliver(
    messages: readonly OutgoingMessage[],
    target: SendTarget<HubSpotSettings>,
    options: SendOptions,
  ): Promise<readonly SendResult[]> {
    const started = performance.now();
    const { shopId, shopDomain, destinationId, settings } = target;
    if (destinationId === undefined || messages.every(({ topic }) => topic === "rollcall/test")) {
      const answer = await look(target, options);
      const durationMs = Math.round(performance.now() - started);
      const verdict = answer.ok
        ? { ...DELIVERED, cause: "account_answers" }
        : failureVerdict(answer);
      return messages.map(() => ({ ...verdict, durationMs }));
    }
    if (!clock.knows(target)) await look(target, options);
    const { client, signal } = open(target, options);
    return deliverToCrm(
      messages,
      {
        shopId,
        shopDomain,
        destinationId,
        vendor: hubSpotVendor(client, settings.orderObject),
        mapping: settings.mapping,
        testOrders: settings.testOrders,
        lines: settings.lines,
        customerState: (at) => ({ [STATE_PROPERTY]: new Date(at).toISOString() }),
        stage: (stage) => stageValues(settings, stage),
      },
      signal,
    );
  }

  return {
    totalMs,
    deliver: async (message, target, options) => {
      const [result] = await deliver([message], target, options);
      if (!result) throw new Error("a delivery came to no result");
      return result;
    },
    batch: { atMost: AT_MOST, deliver },
    check: async (target, options) => {
      const answer = await look(target, options);
      if (answer.ok) return {};
      const field = target.settings.auth === "oauth" ? "refreshToken" : "token";
      return { [field]: failureText(answer, "the account") };
    },
    setUp: (target, options) => setUpHubSpot(open(target, options).client, target.settings),
    preview: async (message, { settings, shopDomain }) =>
      previewChange(readChange(message, settings), {
        mapping: settings.mapping,
        shopDomain,
        stage: (stage) => stageValues(settings, stage),
        titles: { customer: "Contact", order: settings.orderObject === "deals" ? "Deal" : "Order" },
      }),
    close: http.close,
  };
}
