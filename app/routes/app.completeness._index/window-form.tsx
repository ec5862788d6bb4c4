import { useFetcher } from "@remix-run/react";
import {
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useState } from "react";
import { RESOURCE_KINDS, type ResourceKind } from "#app/reconciliation/resource-kinds.ts";
import { kindTitle } from "#app/ui/completeness-words.ts";
import { useShopTime } from "#app/ui/shop-context.tsx";
import { writeShopTime } from "#app/ui/shop-date.ts";
import { useSuccessToast } from "#app/ui/use-outcome.tsx";
import type { CompareOutcome } from "./commands.server.ts";

const DAY_MS = 86_400_000;
/** Fields know whole minutes: what has just happened is in the next one. */
const MINUTE_MS = 60_000;
const KINDS = RESOURCE_KINDS.map((kind) => ({ label: kindTitle(kind), value: kind }));

/** Any window, by hand: after trouble, or to be sure. */
export function WindowForm() {
  const { now, timeZone } = useShopTime();
  const fetcher = useFetcher<CompareOutcome>({ key: "compare-window" });
  useSuccessToast(fetcher.data);
  const [kind, setKind] = useState<ResourceKind>("order");
  const [from, setFrom] = useState(() => writeShopTime(now - DAY_MS, timeZone));
  const [to, setTo] = useState(() => writeShopTime(now + MINUTE_MS, timeZone));
  const errorOf = (field: "from" | "to" | "kind") =>
    fetcher.data && !fetcher.data.ok && fetcher.data.field === field
      ? fetcher.data.problem
      : undefined;
  const submit = () => fetcher.submit({ intent: "window", kind, from, to }, { method: "post" });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Compare a period
          </Text>
          <Text as="p" tone="subdued">
            By the time of the last change at Shopify, in your store&apos;s time zone. What is
            missing is recovered and delivered.
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group condensed>
            <Select
              label="What"
              options={KINDS}
              value={kind}
              onChange={(value) => setKind(value as ResourceKind)}
              error={errorOf("kind")}
            />
            <TextField
              label="From"
              type="datetime-local"
              autoComplete="off"
              value={from}
              onChange={setFrom}
              error={errorOf("from")}
            />
            <TextField
              label="To"
              type="datetime-local"
              autoComplete="off"
              value={to}
              onChange={setTo}
              error={errorOf("to")}
            />
          </FormLayout.Group>
        </FormLayout>
        <InlineStack>
          <Button onClick={submit} loading={fetcher.state !== "idle"}>
            Compare this period
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
