import { BlockStack, ChoiceList, Text } from "@shopify/polaris";
import { useState } from "react";
import { TOPIC_GROUPS, type TopicGroup } from "#app/subscriptions/topics.ts";

export type TopicOption = Readonly<{ topic: string; title: string; group: TopicGroup }>;

/** Every topic, or only some of them. */
export function TopicPicker({
  options,
  selected,
  onChange,
}: Readonly<{
  options: readonly TopicOption[];
  selected: readonly string[];
  onChange: (topics: string[]) => void;
}>) {
  const [some, setSome] = useState(selected.length > 0);
  const choose = (value: string | undefined) => {
    setSome(value === "some");
    if (value !== "some") onChange([]);
  };
  return (
    <BlockStack gap="400">
      <ChoiceList
        title="Topics"
        titleHidden
        choices={[
          { value: "all", label: "Every topic, also those chosen later" },
          { value: "some", label: "Only some topics" },
        ]}
        selected={[some || selected.length > 0 ? "some" : "all"]}
        onChange={([value]) => choose(value)}
      />
      {(some || selected.length > 0) &&
        TOPIC_GROUPS.map((group) => (
          <Group
            key={group}
            group={group}
            options={options.filter((option) => option.group === group)}
            selected={selected}
            onChange={onChange}
          />
        ))}
      {some && selected.length === 0 && (
        <Text as="p" tone="subdued">
          With none chosen, every topic is sent.
        </Text>
      )}
    </BlockStack>
  );
}

function Group({
  group,
  options,
  selected,
  onChange,
}: Readonly<{
  group: TopicGroup;
  options: readonly TopicOption[];
  selected: readonly string[];
  onChange: (topics: string[]) => void;
}>) {
  if (options.length === 0) return null;
  const own = new Set(options.map(({ topic }) => topic));
  return (
    <ChoiceList
      title={group}
      allowMultiple
      choices={options.map(({ topic, title }) => ({ value: topic, label: title }))}
      selected={selected.filter((topic) => own.has(topic))}
      onChange={(chosen: string[]) =>
        onChange([...selected.filter((topic) => !own.has(topic)), ...chosen])
      }
    />
  );
}
