import { useFetcher } from "@remix-run/react";
import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, IndexTable, Text } from "@shopify/polaris";
import { useState } from "react";
import { RelativeTime } from "#app/ui/time.tsx";

type Token = Readonly<{
  id: string;
  name: string;
  ending: string;
  scopes: readonly string[];
  expiresAt: string | Date | null;
  lastUsedAt: string | Date | null;
}>;

/** The tokens there are, each with a way to end it. */
export function TokenTable({ tokens }: Readonly<{ tokens: readonly Token[] }>) {
  const revoke = useFetcher({ key: "revoke a token" });
  const [asked, setAsked] = useState<Token>();
  const onRevoke = () => {
    revoke.submit({ intent: "revoke", token: asked?.id ?? "" }, { method: "post" });
    setAsked(undefined);
  };
  return (
    <>
      <IndexTable
        selectable={false}
        resourceName={{ singular: "token", plural: "tokens" }}
        itemCount={tokens.length}
        headings={[
          { title: "Token" },
          { title: "May" },
          { title: "Last used" },
          { title: "Works until" },
          { title: "End it" },
        ]}
      >
        {tokens.map((token, position) => (
          <IndexTable.Row key={token.id} id={token.id} position={position}>
            <IndexTable.Cell className="rollcall-wrap">
              <BlockStack>
                <Text as="span" fontWeight="medium">
                  {token.name}
                </Text>
                <Text as="span" tone="subdued" variant="bodySm">
                  {`ends in ${token.ending}`}
                </Text>
              </BlockStack>
            </IndexTable.Cell>
            <IndexTable.Cell className="rollcall-wrap">{token.scopes.join(", ")}</IndexTable.Cell>
            <IndexTable.Cell>
              {token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : "Never"}
            </IndexTable.Cell>
            <IndexTable.Cell>
              {token.expiresAt ? <RelativeTime at={token.expiresAt} /> : "You revoke it"}
            </IndexTable.Cell>
            <IndexTable.Cell>
              <Button
                tone="critical"
                variant="plain"
                onClick={() => setAsked(token)}
                accessibilityLabel={`Revoke ${token.name}`}
              >
                Revoke
              </Button>
            </IndexTable.Cell>
          </IndexTable.Row>
        ))}
      </IndexTable>
      <Modal open={asked !== undefined} onHide={() => setAsked(undefined)} variant="small">
        <TitleBar title={`Revoke ${asked?.name ?? ""}?`}>
          <button variant="primary" tone="critical" onClick={onRevoke}>
            Revoke
          </button>
          <button onClick={() => setAsked(undefined)}>Cancel</button>
        </TitleBar>
        <Box padding="400">
          <Text as="p">
            Programs that use it are refused from their next request on. This cannot be undone.
          </Text>
        </Box>
      </Modal>
    </>
  );
}
