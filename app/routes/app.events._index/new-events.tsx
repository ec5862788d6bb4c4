import { useFetcher, useNavigate } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useEffect } from "react";
import { type EventFilter, writeFilter } from "#app/event-log/event-filter.ts";
import type { loader } from "../app.events.new-count.tsx";
import { countOf } from "#app/ui/format.ts";

const ASK_EVERY_MS = 8_000;

/**
 * Says how many events came since the list was read, and shows them when asked to. The rows under
 * a person's finger never move by themselves.
 */
export function NewEvents({
  newest,
  filter,
}: Readonly<{ newest: string | undefined; filter: EventFilter }>) {
  const fetcher = useFetcher<typeof loader>();
  const navigate = useNavigate();
  const { load } = fetcher;
  const address = writeFilter(filter).toString();

  useEffect(() => {
    if (newest === undefined) return;
    const ask = () => {
      if (document.visibilityState !== "visible") return;
      const params = new URLSearchParams(address);
      params.set("after", newest);
      load(`/app/events/new-count?${params}`);
    };
    const timer = setInterval(ask, ASK_EVERY_MS);
    window.addEventListener("focus", ask);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", ask);
    };
  }, [newest, address, load]);

  // An answer about the list as it was before does not count.
  const answer = fetcher.data;
  const count = answer && answer.after === newest ? answer.count : 0;
  return (
    // Lies over the head of the table, so that the rows stay where they are.
    <div role="status" className="rollcall-new-events">
      {count > 0 && (
        <Button size="slim" onClick={() => navigate({ search: address }, { replace: true })}>
          {`${countOf(count, "new event")}${answer?.more ? " or more" : ""}: show`}
        </Button>
      )}
    </div>
  );
}
