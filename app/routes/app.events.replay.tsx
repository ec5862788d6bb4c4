import type { ActionFunctionArgs } from "@remix-run/node";
import { replayEvent } from "#app/delivery/replay-store.server.ts";
import { isId } from "#app/event-log/event-filter.ts";
import { PAGE_SIZE } from "#app/event-log/event-queries.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { countOf } from "#app/ui/format.ts";
import type { Outcome } from "#app/ui/use-outcome.tsx";

/** Sends one event again, or those chosen on a page of the list. */
export async function action({ request }: ActionFunctionArgs): Promise<Outcome> {
  const { shopId, actor } = await requireShop(request);
  const form = await request.formData();
  const list = (name: string) =>
    String(form.get(name) ?? "")
      .split(",")
      .filter(isId);
  const events = list("events").slice(0, PAGE_SIZE);
  const destinationIds = list("destinations");
  const mode = form.get("mode") === "again" ? "process-again" : "skip-if-processed";

  let sent = 0;
  let redacted = 0;
  for (const eventId of events) {
    const result = await replayEvent(shopId, eventId, {
      ...(destinationIds.length > 0 && { destinationIds }),
      mode,
      actor,
    });
    if (result.kind === "redacted") redacted += 1;
    if (result.kind === "replayed" && result.appended.length + result.dueNow.length > 0) sent += 1;
  }
  if (sent === 0) {
    return {
      ok: false,
      problem:
        redacted > 0
          ? "Nothing was sent: the data of these events has been erased."
          : "Nothing was sent: these events went to no destination that still exists. Open one to choose where to send it.",
    };
  }
  return { ok: true, message: `${countOf(sent, "event")} on the way again` };
}
