import { useFetcher } from "@remix-run/react";
import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, ChoiceList, InlineError, Text } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { countOf } from "./format.ts";
import { type Outcome, useSuccessToast } from "./use-outcome.tsx";

type NamedDestination = Readonly<{ id: string; name: string }>;

type Props = Readonly<{
  open: boolean;
  /** `done`: the replay was made. */
  onClose: (done: boolean) => void;
  eventIds: readonly string[];
  /** To choose from, for one event; without it the replay goes where the events went before. */
  destinations?: readonly NamedDestination[];
  /** Chosen at first: where it has not arrived. */
  suggested?: readonly string[];
  /** A newer state of the same resource is known. */
  stale?: boolean;
}>;

/** Asks how to send events again, and sends them. */
export function ReplayDialog({ open, onClose, eventIds, destinations, suggested, stale }: Props) {
  const fetcher = useFetcher<Outcome>();
  const [mode, setMode] = useState<string>("same");
  const [changed, setChanged] = useState<string[]>();
  const chosen = changed ?? [...(suggested ?? [])];
  const close = useCallback(() => onClose(true), [onClose]);
  useSuccessToast(fetcher.data, close);

  const picked = destinations?.length === 1 ? destinations.map(({ id }) => id) : chosen;
  const mustPick = destinations !== undefined && destinations.length > 1;
  const busy = fetcher.state !== "idle";
  const replay = () => {
    fetcher.submit(
      { events: [...eventIds].join(","), mode, destinations: picked.join(",") },
      { method: "post", action: "/app/events/replay" },
    );
  };
  const problem = fetcher.data && !fetcher.data.ok ? fetcher.data.problem : undefined;
  return (
    <Modal open={open} onHide={() => onClose(false)}>
      <TitleBar
        title={
          eventIds.length === 1
            ? "Replay this event"
            : `Replay ${countOf(eventIds.length, "event")}`
        }
      >
        <button
          variant="primary"
          onClick={replay}
          disabled={busy || (mustPick && picked.length === 0)}
        >
          Replay
        </button>
        <button onClick={() => onClose(false)}>Cancel</button>
      </TitleBar>
      <Box padding="400">
        <BlockStack gap="400">
          {stale && (
            <Text as="p">
              A newer state of this resource has been received since. Sending this one again may put
              older data over newer, unless the receiving system compares times.
            </Text>
          )}
          {mustPick && (
            <ChoiceList
              title="Send to"
              allowMultiple
              choices={destinations.map(({ id, name }) => ({ value: id, label: name }))}
              selected={chosen}
              onChange={setChanged}
            />
          )}
          <ChoiceList
            title="If the system has processed it before"
            choices={[
              {
                value: "same",
                label: "Skip it there",
                helpText:
                  "Sent with the ID it had, so a system that remembers IDs does not process it twice.",
              },
              {
                value: "again",
                label: "Process it again",
                helpText:
                  "Sent with a new ID. An order may be created twice if the system does not check for itself.",
              },
            ]}
            selected={[mode]}
            onChange={([value]) => setMode(value ?? "same")}
          />
          <Text as="p" tone="subdued">
            It is sent after what already waits for the same resource, so the order is kept.
          </Text>
          {problem && <InlineError fieldID="replay" message={problem} />}
        </BlockStack>
      </Box>
    </Modal>
  );
}
