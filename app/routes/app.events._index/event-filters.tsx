import { useNavigate, useNavigation } from "@remix-run/react";
import {
  ChoiceList,
  IndexFilters,
  type IndexFiltersProps,
  type TabProps,
  useSetIndexFiltersMode,
  IndexFiltersMode,
} from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import {
  DELIVERY_VIEWS,
  type EventFilter,
  EVENT_SOURCES,
  isEmptyFilter,
  NO_FILTER,
  writeFilter,
} from "#app/event-log/event-filter.ts";
import { TOPICS } from "#app/subscriptions/topics.ts";
import { DELIVERY_WORDS, SOURCE_WORDS, topicTitle } from "#app/ui/words.ts";

export type NamedDestination = Readonly<{ id: string; name: string }>;

const PERIOD_WORDS = { "1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days" } as const;
const TYPING_MS = 350;

/** Ready-made views; one is selected while the address says exactly what it does. */
const VIEWS: readonly Readonly<{ name: string; filter: EventFilter }>[] = [
  { name: "All", filter: NO_FILTER },
  { name: "Failed", filter: { ...NO_FILTER, states: ["failed"] } },
  { name: "Retrying", filter: { ...NO_FILTER, states: ["retrying"] } },
  { name: "Waiting", filter: { ...NO_FILTER, states: ["waiting"] } },
  { name: "Recovered", filter: { ...NO_FILTER, sources: ["recovered"] } },
];

/** Search, views and filters of the list; all of it lives in the address. */
export function EventFilters({
  filter,
  destinations,
}: Readonly<{ filter: EventFilter; destinations: readonly NamedDestination[] }>) {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const address = writeFilter(filter).toString();
  const view = VIEWS.findIndex((candidate) => writeFilter(candidate.filter).toString() === address);
  const { mode, setMode } = useSetIndexFiltersMode(
    view === -1 ? IndexFiltersMode.Filtering : IndexFiltersMode.Default,
  );
  const show = (changed: EventFilter) => {
    navigate({ search: writeFilter(changed).toString() }, { preventScrollReset: true });
  };
  const [text, setText] = useTypedText(filter.text, (typed) => show({ ...filter, text: typed }));

  const tabs: TabProps[] = VIEWS.map(({ name }) => ({ id: name, content: name, isLocked: true }));
  return (
    <IndexFilters
      tabs={tabs}
      selected={Math.max(0, view)}
      onSelect={(index) => show(VIEWS[index]?.filter ?? NO_FILTER)}
      canCreateNewView={false}
      mode={mode}
      setMode={setMode}
      queryValue={text}
      queryPlaceholder="Search by order name, ID, email, phone, SKU or webhook ID"
      onQueryChange={setText}
      onQueryClear={() => setText("")}
      filters={describeFilters(filter, destinations, show)}
      appliedFilters={appliedFilters(filter, destinations, show)}
      onClearAll={() => show(NO_FILTER)}
      cancelAction={{
        onAction: () => {
          if (!isEmptyFilter(filter)) show(NO_FILTER);
        },
      }}
      loading={navigation.state === "loading"}
      filteringAccessibilityLabel="Search and filter events"
    />
  );
}

/** What is being typed; `commit` hears of it after a pause. Follows the address when that changes. */
function useTypedText(
  committed: string,
  commit: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(committed);
  const [seen, setSeen] = useState(committed);
  const [sent, setSent] = useState(committed);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (seen !== committed) {
    setSeen(committed);
    // What we sent ourselves must not overwrite what was typed since.
    if (committed !== sent) setText(committed);
  }
  const change = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSent(typed.trim());
      commit(typed.trim());
    }, TYPING_MS);
  };
  return [text, change];
}

type Show = (filter: EventFilter) => void;

function describeFilters(
  filter: EventFilter,
  destinations: readonly NamedDestination[],
  show: Show,
): IndexFiltersProps["filters"] {
  return [
    {
      key: "state",
      label: "State",
      shortcut: true,
      filter: (
        <Choices
          title="State"
          many
          choices={DELIVERY_VIEWS.map((value) => ({ value, label: DELIVERY_WORDS[value].label }))}
          selected={filter.states}
          onChange={(states) => show({ ...filter, states: states as EventFilter["states"] })}
        />
      ),
    },
    {
      key: "topic",
      label: "Topic",
      shortcut: true,
      filter: (
        <Choices
          title="Topic"
          many
          choices={TOPICS.map(({ topic, title }) => ({ value: topic, label: title }))}
          selected={filter.topics}
          onChange={(topics) => show({ ...filter, topics })}
        />
      ),
    },
    {
      key: "destination",
      label: "Destination",
      shortcut: true,
      filter: (
        <Choices
          title="Destination"
          choices={destinations.map(({ id, name }) => ({ value: id, label: name }))}
          selected={filter.destinationId ? [filter.destinationId] : []}
          onChange={([destinationId]) => show({ ...filter, destinationId })}
        />
      ),
    },
    {
      key: "source",
      label: "Source",
      filter: (
        <Choices
          title="Source"
          many
          choices={EVENT_SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value].label }))}
          selected={filter.sources}
          onChange={(sources) => show({ ...filter, sources: sources as EventFilter["sources"] })}
        />
      ),
    },
    {
      key: "period",
      label: "Time",
      filter: (
        <Choices
          title="Received"
          choices={Object.entries(PERIOD_WORDS).map(([value, label]) => ({ value, label }))}
          selected={filter.period ? [filter.period] : []}
          onChange={([period]) =>
            show({
              ...filter,
              period: period as EventFilter["period"],
              from: undefined,
              to: undefined,
            })
          }
        />
      ),
    },
  ];
}

function Choices({
  title,
  many,
  choices,
  selected,
  onChange,
}: Readonly<{
  title: string;
  many?: boolean;
  choices: { value: string; label: string }[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
}>) {
  return (
    <ChoiceList
      title={title}
      titleHidden
      allowMultiple={many ?? false}
      choices={choices}
      selected={[...selected]}
      onChange={onChange}
    />
  );
}

function appliedFilters(
  filter: EventFilter,
  destinations: readonly NamedDestination[],
  show: Show,
): NonNullable<IndexFiltersProps["appliedFilters"]> {
  const named = destinations.find(({ id }) => id === filter.destinationId);
  const entries: [key: string, label: string, without: EventFilter][] = [];
  if (filter.states.length > 0) {
    const words = filter.states.map((state) => DELIVERY_WORDS[state].label).join(", ");
    entries.push(["state", `State: ${words}`, { ...filter, states: [] }]);
  }
  if (filter.topics.length > 0) {
    const words = filter.topics.map(topicTitle).join(", ");
    entries.push(["topic", `Topic: ${words}`, { ...filter, topics: [] }]);
  }
  if (filter.destinationId) {
    const label = `Destination: ${named?.name ?? "deleted"}`;
    entries.push(["destination", label, { ...filter, destinationId: undefined }]);
  }
  if (filter.sources.length > 0) {
    const words = filter.sources.map((source) => SOURCE_WORDS[source].label).join(", ");
    entries.push(["source", `Source: ${words}`, { ...filter, sources: [] }]);
  }
  if (filter.period || filter.from !== undefined || filter.to !== undefined) {
    const label = filter.period ? PERIOD_WORDS[filter.period] : "Chosen hours";
    const without = { ...filter, period: undefined, from: undefined, to: undefined };
    entries.push(["period", `Time: ${label}`, without]);
  }
  return entries.map(([key, label, without]) => ({ key, label, onRemove: () => show(without) }));
}
