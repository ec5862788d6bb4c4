import {
  BlockStack,
  Button,
  Checkbox,
  ChoiceList,
  Collapsible,
  FormLayout,
  InlineError,
  Text,
  TextField,
} from "@shopify/polaris";
import { type ReactNode, useId, useState } from "react";
import type { FieldErrors } from "#app/destinations/destination.ts";
import { FormSection } from "./form-section.tsx";
import { TopicPicker, type TopicOption } from "./topic-picker.tsx";

/** The fields as they stand in the form, all of them text or marks. */
export type DestinationFields = Readonly<{
  name: string;
  url: string;
  shopifyHmac: boolean;
  /** Empty: every topic. */
  topics: readonly string[];
  onDeadLetter: string;
  maxAgeHours: string;
  concurrency: string;
}>;

export const EMPTY_DESTINATION: DestinationFields = {
  name: "",
  url: "",
  shopifyHmac: false,
  topics: [],
  onDeadLetter: "free",
  maxAgeHours: "72",
  concurrency: "16",
};

type Props = Readonly<{
  fields: DestinationFields;
  onChange: (fields: DestinationFields) => void;
  errors: FieldErrors;
  topicOptions: readonly TopicOption[];
  /** Where the test and its answer stand: beside the address. */
  test: ReactNode;
}>;

/** What an HTTP destination needs, with every error beside its field. */
export function DestinationForm({ fields, onChange, errors, topicOptions, test }: Props) {
  const set = <K extends keyof DestinationFields>(name: K, value: DestinationFields[K]) =>
    onChange({ ...fields, [name]: value });
  return (
    <BlockStack gap="600">
      <FormSection
        title="Where events go"
        description="The address of your system. Each event is sent to it as an HTTP POST, with the bytes that Shopify sent."
      >
        <FormLayout>
          <TextField
            label="Name"
            value={fields.name}
            onChange={(value) => set("name", value)}
            error={errors.name}
            placeholder="Warehouse"
            autoComplete="off"
            requiredIndicator
          />
          <TextField
            label="Address"
            type="url"
            inputMode="url"
            value={fields.url}
            onChange={(value) => set("url", value)}
            error={errors.url}
            placeholder="https://erp.example.com/shopify"
            autoComplete="off"
            spellCheck={false}
            requiredIndicator
          />
          {test}
        </FormLayout>
      </FormSection>
      <FormSection
        title="Topics"
        description="What this system should get, out of what Shopify sends to Rollcall."
      >
        <BlockStack gap="200">
          <TopicPicker
            options={topicOptions}
            selected={fields.topics}
            onChange={(topics) => set("topics", topics)}
          />
          {errors.topics && <InlineError fieldID="topics" message={errors.topics} />}
        </BlockStack>
      </FormSection>
      <FormSection
        title="Signature"
        description="Every request is signed as Standard Webhooks describes it, with a secret that is shown once when the destination is created."
      >
        <Checkbox
          label="Also sign as Shopify does"
          helpText="Adds X-Shopify-Hmac-Sha256, made with this destination’s own secret, so that code written for Shopify’s webhooks works as it is."
          checked={fields.shopifyHmac}
          onChange={(value) => set("shopifyHmac", value)}
        />
      </FormSection>
      <FormSection
        title="When it fails"
        description="What can be tried again is tried again, with growing waits, in the order the events came."
      >
        <Failing fields={fields} set={set} errors={errors} />
      </FormSection>
    </BlockStack>
  );
}

type Set = <K extends keyof DestinationFields>(name: K, value: DestinationFields[K]) => void;

function Failing({
  fields,
  set,
  errors,
}: Readonly<{ fields: DestinationFields; set: Set; errors: FieldErrors }>) {
  const wrong = errors.maxAgeHours ?? errors.concurrency ?? errors.onDeadLetter;
  const [opened, setOpened] = useState(false);
  const open = opened || wrong !== undefined;
  const id = useId();
  return (
    <BlockStack gap="400">
      <Text as="p">
        Tried for {fields.maxAgeHours || "72"} hours; then the event waits for you, and{" "}
        {fields.onDeadLetter === "hold" ? "what comes after it waits too." : "the next ones go on."}
      </Text>
      <div>
        <Button
          variant="plain"
          onClick={() => setOpened(!open)}
          ariaExpanded={open}
          ariaControls={id}
        >
          {open ? "Hide settings" : "Change this"}
        </Button>
      </div>
      <Collapsible id={id} open={open}>
        <FormLayout>
          <TextField
            label="Try for"
            type="number"
            min={1}
            max={720}
            suffix="hours"
            value={fields.maxAgeHours}
            onChange={(value) => set("maxAgeHours", value)}
            error={errors.maxAgeHours}
            autoComplete="off"
          />
          <TextField
            label="Requests at once, at most"
            type="number"
            min={1}
            max={500}
            value={fields.concurrency}
            onChange={(value) => set("concurrency", value)}
            error={errors.concurrency}
            autoComplete="off"
          />
          <ChoiceList
            title="When an event fails for good"
            choices={[
              { value: "free", label: "Send the next events of the same resource" },
              { value: "hold", label: "Hold them until someone has decided" },
            ]}
            selected={[fields.onDeadLetter]}
            onChange={([value]) => set("onDeadLetter", value ?? "free")}
            error={errors.onDeadLetter}
          />
        </FormLayout>
      </Collapsible>
    </BlockStack>
  );
}
