import { BlockStack, Button, Card, InlineGrid, Select, Text } from "@shopify/polaris";
import { useState } from "react";
import type { Preview } from "#app/destinations/destination-kind.ts";

/** What a real order of the store would become, before anything is sent. */
export function PreviewCard({
  orders,
  preview,
  busy,
  onPreview,
}: Readonly<{
  orders: readonly Readonly<{ label: string; value: string }>[];
  preview: Preview | undefined;
  busy: boolean;
  onPreview: (eventId: string) => void;
}>) {
  const [chosen, setChosen] = useState(orders[0]?.value ?? "");
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Preview
        </Text>
        {orders.length === 0 ? (
          <Text as="p" tone="subdued">
            As soon as the first order has come in, you can see here what becomes of it.
          </Text>
        ) : (
          <>
            <Text as="p" tone="subdued">
              See what an order becomes before anything is sent. It shows personal data, so it is
              noted who looked.
            </Text>
            <InlineGrid columns={{ xs: "1fr", md: "2fr auto" }} gap="200" alignItems="end">
              <Select label="Order" options={[...orders]} value={chosen} onChange={setChosen} />
              <Button onClick={() => onPreview(chosen)} loading={busy}>
                Show preview
              </Button>
            </InlineGrid>
          </>
        )}
        {preview && <Shown preview={preview} />}
      </BlockStack>
    </Card>
  );
}

function Shown({ preview: { title, text, fields } }: Readonly<{ preview: Preview }>) {
  return (
    <section aria-live="polite">
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {title}
        </Text>
        {text && <Text as="p">{text}</Text>}
        {fields && (
          <div className="rollcall-table-box" tabIndex={0} role="region" aria-label={title}>
            <table className="rollcall-table">
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col" className="rollcall-text">
                    Value
                  </th>
                </tr>
              </thead>
              <tbody>
                {fields.map(({ label, value }) => (
                  <tr key={label}>
                    <th scope="row">
                      <code className="rollcall-mono">{label}</code>
                    </th>
                    <td className="rollcall-text">{value === "" ? "—" : value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </BlockStack>
    </section>
  );
}
