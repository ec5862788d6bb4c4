import { recordAudit } from "#app/audit-store.server.ts";
import { parsePayload } from "#app/event-log/payload.ts";
import { findComplianceRequest, readEvents, whereSent } from "./compliance-queries.server.ts";
import { matchedIds } from "./find-person.server.ts";

/**
 * What is kept about the person of a request, for the merchant to hand to them: every event as it was
 * received, and which destinations have it. Read from the log while it is sent, a portion at a time;
 * no copy is kept. What was erased since is not in it.
 * @param actor the staff member who asked for it, for the audit trail
 * @returns undefined when the shop has no such request, or its search is not finished.
 */
export async function personalDataReport(
  shopId: string,
  requestId: string,
  actor: string,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const request = await findComplianceRequest(shopId, { id: requestId });
  if (request?.topic !== "customers/data_request" || request.state !== "done") return undefined;
  await recordAudit(shopId, { actor, action: "compliance.report", subject: requestId });
  const parts = reportParts(shopId, requestId, request.receivedAt);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await parts.return(undefined)),
  });
}

async function* reportParts(
  shopId: string,
  requestId: string,
  requestedAt: Date,
): AsyncGenerator<string, undefined> {
  const madeAt = new Date().toISOString();
  yield `{"requested_at":"${requestedAt.toISOString()}","made_at":"${madeAt}","events":[`;
  let isFirst = true;
  for await (const ids of matchedIds(shopId, requestId, true)) {
    const sent = await whereSent(shopId, ids);
    for (const { id, topic, receivedAt, text } of await readEvents(shopId, ids)) {
      const facts = {
        id,
        topic,
        received_at: receivedAt.toISOString(),
        sent_to: sent.get(id) ?? [],
      };
      // As it was received: parsed and written again, long numbers would lose their last digits.
      const payload = parsePayload(text) === undefined ? JSON.stringify(text) : text;
      yield `${isFirst ? "" : ","}\n${JSON.stringify(facts).slice(0, -1)},"payload":${payload}}`;
      isFirst = false;
    }
  }
  yield "\n]}\n";
  return undefined;
}
