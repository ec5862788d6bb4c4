import {
  BlockStack,
  Button,
  ChoiceList,
  Collapsible,
  FormLayout,
  InlineError,
  Text,
  TextField,
} from "@shopify/polaris";
import { type ReactNode, useId, useState } from "react";
import type { FieldErrors } from "#app/destinations/destination.ts";
import type { KindField } from "#app/destinations/destination-kind.ts";
import type { DestinationFields } from "#app/destinations/read-form.ts";
import { FormSection } from "./form-section.tsx";
import { initialValues, KindFields } from "./kind-fields.tsx";
import { TopicPicker, type TopicOption } from "./topic-picker.tsx";

export function emptyDestination(description: Described): DestinationFields {
  return {
    name: "",
    topics: [],
    onDeadLetter: "free",
    maxAgeHours: "72",
    concurrency: "16",
    ratePerSecond: "",
    own: initialValues(description.fields),
  };
}

/** What the form needs to know of the destination's kind. */
export type Described = Readonly<{
  title: string;
  fields: readonly KindField[];
  /** Whether it gets the bytes as they are, with our signature. */
  signed: boolean;
}>;

type Props = Readonly<{
  kind: Described;
  fields: DestinationFields;
  onChange: (fields: DestinationFields) => void;
  errors: FieldErrors;
  /** Names of secrets that are stored already. */
  stored?: readonly string[];
  topicOptions: readonly TopicOption[];
  /** Where the test and its answer stand: below what it is sent to. */
  test: ReactNode;
}>;

/** What a destination needs, with every error beside its field. */
export function DestinationForm(props: Props) {
  const { kind, fields, onChange, errors, stored = [], topicOptions, test } = props;
  const set = <K extends keyof DestinationFields>(name: K, value: DestinationFields[K]) =>
    onChange({ ...fields, [name]: value });
  return (
    <BlockStack gap="600">
      <FormSection
        title="Where events go"
        description={
          kind.signed
            ? "Each event is sent with the bytes that Shopify sent, signed as Standard Webhooks describes it. The secret is shown once, when the destination is created."
            : `Each event becomes records in ${kind.title}, which are kept at their newest state.`
        }
      >
        <FormLayout>
          <TextField
            label="Name"
            value={fields.name}
            onChange={(value) => set("name", value)}
            error={errors["name"]}
            placeholder="Warehouse"
            autoComplete="off"
            requiredIndicator
          />
          <KindFields
            fields={kind.fields}
            values={fields.own}
            stored={stored}
            errors={errors}
            onChange={(own) => set("own", own)}
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
          {errors["topics"] && <InlineError fieldID="topics" message={errors["topics"]} />}
        </BlockStack>
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
  const wrong =
    errors["maxAgeHours"] ??
    errors["ratePerSecond"] ??
    errors["concurrency"] ??
    errors["onDeadLetter"];
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
            error={errors["maxAgeHours"]}
            autoComplete="off"
          />
          <TextField
            label="Requests at once, at most"
            type="number"
            min={1}
            max={500}
            value={fields.concurrency}
            onChange={(value) => set("concurrency", value)}
            error={errors["concurrency"]}
            autoComplete="off"
          />
          <TextField
            label="Requests a second, at most"
            inputMode="decimal"
            placeholder="No limit"
            value={fields.ratePerSecond}
            onChange={(value) => set("ratePerSecond", value)}
            error={errors["ratePerSecond"]}
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
            error={errors["onDeadLetter"]}
          />
        </FormLayout>
      </Collapsible>
    </BlockStack>
  );
}
