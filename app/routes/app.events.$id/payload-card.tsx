import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Tabs, Text } from "@shopify/polaris";
import { useState } from "react";
import { asCurl } from "#app/ui/as-curl.ts";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { countOf } from "#app/ui/format.ts";
import type { LoadedEvent } from "./load-event.server.ts";
import type { action } from "./route.tsx";

const TABS = [
  { id: "payload", content: "Payload" },
  { id: "headers", content: "Headers" },
];

/** The bytes as received, with what is personal hidden until someone asks for it. */
export function PayloadCard({
  event,
  payload,
  destinations,
}: Readonly<Pick<LoadedEvent, "event" | "payload" | "destinations">>) {
  const fetcher = useFetcher<typeof action>();
  const [tab, setTab] = useState(0);
  const revealed = fetcher.data;
  const view = revealed?.view ?? payload;
  const text = view.kind === "erased" ? undefined : view.text;
  const copied = revealed?.raw ?? text ?? "";
  const url = destinations[0]?.url ?? "https://your-system.example.com/webhooks";
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            As received
          </Text>
          {text !== undefined && (
            <InlineStack gap="200">
              <CopyButton text={copied} label="Copy" what="Payload" />
              <CopyButton
                text={asCurl({ url, headers: event.headers, body: copied })}
                label="Copy as cURL"
                what="Command"
              />
            </InlineStack>
          )}
        </InlineStack>
        <Tabs tabs={TABS} selected={tab} onSelect={setTab}>
          {tab === 0 ? (
            <BlockStack gap="300">
              <Hidden
                payload={view}
                busy={fetcher.state !== "idle"}
                onReveal={() => fetcher.submit({}, { method: "post" })}
              />
              {text !== undefined && (
                <pre className="rollcall-payload" tabIndex={0} aria-label="Payload">
                  {text}
                </pre>
              )}
              {view.kind !== "erased" && view.cut && (
                <Text as="p" tone="subdued">
                  Only the beginning of this large payload is shown.
                </Text>
              )}
            </BlockStack>
          ) : (
            <Headers headers={event.headers} />
          )}
        </Tabs>
      </BlockStack>
    </Card>
  );
}

function Hidden({
  payload,
  busy,
  onReveal,
}: Readonly<{ payload: LoadedEvent["payload"]; busy: boolean; onReveal: () => void }>) {
  if (payload.kind === "erased") {
    return (
      <Text as="p" tone="subdued">
        The payload has been erased: the customer or the store asked for it.
      </Text>
    );
  }
  const reveal = (
    <Button onClick={onReveal} loading={busy} size="slim">
      Reveal
    </Button>
  );
  if (payload.kind === "text" && payload.text === undefined) {
    return (
      <InlineStack gap="200" blockAlign="center">
        <Text as="p" tone="subdued">
          This payload is not JSON, so it is hidden as a whole.
        </Text>
        {reveal}
      </InlineStack>
    );
  }
  if (payload.kind === "json" && payload.hidden > 0) {
    return (
      <InlineStack gap="200" blockAlign="center">
        <Text as="p" tone="subdued">
          {countOf(payload.hidden, "personal value is", "personal values are")} hidden. Revealing
          them is noted with your name.
        </Text>
        {reveal}
      </InlineStack>
    );
  }
  return null;
}

function Headers({ headers }: Readonly<{ headers: LoadedEvent["event"]["headers"] }>) {
  return (
    <div className="rollcall-table-box" tabIndex={0} role="region" aria-label="Headers">
      <table className="rollcall-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="rollcall-text">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {headers.map(([name, value], index) => (
            <tr key={`${name} ${index}`}>
              <th scope="row">{name}</th>
              <td className="rollcall-text">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
