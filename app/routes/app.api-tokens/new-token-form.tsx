import {
  BlockStack,
  Button,
  Card,
  ChoiceList,
  InlineStack,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useState } from "react";
import { SCOPES } from "#app/public-api/scope.ts";
import { LIFETIMES, type TokenForm, type TokenFormErrors } from "#app/public-api/token-form.ts";

/** What a new token is called, may do, and how long. */
export function NewTokenForm({
  errors,
  busy,
  onMake,
}: Readonly<{ errors: TokenFormErrors; busy: boolean; onMake: (form: TokenForm) => void }>) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["events:read", "deliveries:read"]);
  const [lifetime, setLifetime] = useState("90");
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          New token
        </Text>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          autoComplete="off"
          maxLength={100}
          error={errors.name}
          helpText="The program that will use it, or the person."
        />
        <ChoiceList
          title="It may"
          allowMultiple
          choices={Object.entries(SCOPES).map(([value, label]) => ({ value, label }))}
          selected={scopes}
          onChange={setScopes}
          error={errors.scopes}
        />
        <Select
          label="It works for"
          options={Object.entries(LIFETIMES).map(([value, label]) => ({ value, label }))}
          value={lifetime}
          onChange={setLifetime}
          error={errors.lifetime}
        />
        <InlineStack>
          <Button
            variant="primary"
            loading={busy}
            onClick={() => onMake({ name, scopes: scopes.join(","), lifetime })}
          >
            Make token
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
