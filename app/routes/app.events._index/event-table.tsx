import { useLocation, useNavigate, useNavigation } from "@remix-run/react";
import {
  BlockStack,
  Box,
  Button,
  IndexTable,
  InlineStack,
  Link,
  Text,
  useIndexResourceState,
} from "@shopify/polaris";
import { NoteIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import { type EventFilter, isEmptyFilter, writeFilter } from "#app/event-log/event-filter.ts";
import type { EventRow } from "#app/event-log/event-rows-queries.server.ts";
import { NothingMatches, NothingYet } from "#app/ui/empty-states.tsx";
import { useIsNarrow } from "#app/ui/narrow.tsx";
import { ReplayDialog } from "#app/ui/replay-dialog.tsx";
import { DeliveryBadge, SourceBadge } from "#app/ui/state-badge.tsx";
import { ExactTime, RelativeTime } from "#app/ui/time.tsx";
import { type ResourceText, resourceText, topicTitle } from "#app/ui/words.ts";
import type { NamedDestination } from "./event-filters.tsx";
import { marksOf } from "./marks.ts";

type Props = Readonly<{
  rows: readonly EventRow[];
  next: string | undefined;
  isFirst: boolean;
  lookedBackTo: Date | undefined;
  filter: EventFilter;
  destinations: readonly NamedDestination[];
}>;

/** One page of events, newest first. Its rows stay where they are until another page is asked for. */
export function EventTable({ rows, next, isFirst, lookedBackTo, filter, destinations }: Props) {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const location = useLocation();
  const isNarrow = useIsNarrow();
  const [replaying, setReplaying] = useState(false);
  const { selectedResources, allResourcesSelected, handleSelectionChange, clearSelection } =
    useIndexResourceState(rows.map(({ id }) => ({ id })));

  const open = (before: string | undefined, state?: object) => {
    clearSelection();
    const params = writeFilter(filter);
    if (before) params.set("before", before);
    navigate({ search: params.toString() }, { state });
  };
  const newer = () => {
    // The page before is the one we came from; after a reload or by a link it is the first one.
    if ((location.state as { paged?: boolean } | null)?.paged) navigate(-1);
    else open(undefined);
  };

  if (rows.length === 0 && isFirst && !next) {
    return isEmptyFilter(filter) ? (
      <NothingYet icon={NoteIcon} title="No events yet">
        Events appear here as Shopify sends them: place an order or change a product in your store
        to see the first one.
      </NothingYet>
    ) : (
      <NothingMatches what="events" onClear={() => navigate({ search: "" })} />
    );
  }
  return (
    <>
      <IndexTable
        resourceName={{ singular: "event", plural: "events" }}
        itemCount={rows.length}
        condensed={isNarrow}
        loading={navigation.state === "loading"}
        selectedItemsCount={allResourcesSelected ? "All" : selectedResources.length}
        onSelectionChange={handleSelectionChange}
        headings={[
          { title: "Received" },
          { title: "Event" },
          { title: "About" },
          { title: "Deliveries" },
        ]}
        promotedBulkActions={[{ content: "Replay", onAction: () => setReplaying(true) }]}
        pagination={{
          hasPrevious: !isFirst,
          onPrevious: newer,
          previousTooltip: "Newer events",
          hasNext: next !== undefined,
          onNext: () => open(next, { paged: true }),
          nextTooltip: "Older events",
        }}
      >
        {rows.map((row, position) => (
          <Row
            key={row.id}
            row={row}
            position={position}
            selected={selectedResources.includes(row.id)}
            destinations={destinations}
            isNarrow={isNarrow}
          />
        ))}
      </IndexTable>
      {lookedBackTo && (
        <LookedBackTo at={lookedBackTo} onMore={() => open(next, { paged: true })} />
      )}
      <ReplayDialog
        open={replaying}
        onClose={(done) => {
          setReplaying(false);
          if (done) clearSelection();
        }}
        eventIds={selectedResources}
        destinations={destinations}
        suggested={filter.destinationId ? [filter.destinationId] : []}
      />
    </>
  );
}

type RowProps = Readonly<{
  row: EventRow;
  position: number;
  selected: boolean;
  destinations: readonly NamedDestination[];
  isNarrow: boolean;
}>;

function Row({ row, position, selected, destinations, isNarrow }: RowProps) {
  const title = topicTitle(row.topic);
  const about = resourceText(row);
  const link = (
    <InlineStack gap="200" blockAlign="center" wrap={false}>
      <Link url={`/app/events/${row.id}`} dataPrimaryLink monochrome removeUnderline>
        <Text as="span" fontWeight="medium">
          {title}
        </Text>
      </Link>
      {row.source !== "webhook" && <SourceBadge source={row.source} />}
    </InlineStack>
  );
  const time = (
    <Text as="span" tone="subdued">
      <RelativeTime at={row.receivedAt} />
    </Text>
  );
  return (
    <IndexTable.Row
      id={row.id}
      position={position}
      selected={selected}
      accessibilityLabel={`Select ${title}, ${about.title}`}
    >
      {isNarrow ? (
        <div className="rollcall-list-item">
          <InlineStack align="space-between" gap="200">
            {link}
            {time}
          </InlineStack>
          <About about={about} />
          <Marks row={row} destinations={destinations} wrap />
        </div>
      ) : (
        <>
          <IndexTable.Cell>{time}</IndexTable.Cell>
          <IndexTable.Cell>{link}</IndexTable.Cell>
          <IndexTable.Cell>
            <About about={about} />
          </IndexTable.Cell>
          <IndexTable.Cell>
            <Marks row={row} destinations={destinations} />
          </IndexTable.Cell>
        </>
      )}
    </IndexTable.Row>
  );
}

function About({ about }: Readonly<{ about: ResourceText }>) {
  if (!about.adminUrl) return about.title;
  return (
    // A click on it must not also open the event, which is what the row does.
    <span onClick={(event) => event.stopPropagation()} role="presentation">
      <Link url={about.adminUrl} target="_top" removeUnderline>
        {about.title}
      </Link>
    </span>
  );
}

type MarksProps = Readonly<{
  row: EventRow;
  destinations: readonly NamedDestination[];
  wrap?: boolean;
}>;

/**
 * With one destination the state alone says it, with two each carries its name. With more, those
 * that need a look are named and the others counted.
 */
function Marks({ row, destinations, wrap }: MarksProps) {
  const names = new Map(destinations.map(({ id, name }) => [id, name]));
  const shown = row.deliveries.flatMap(({ destinationId, view }) => {
    const name = names.get(destinationId);
    return name === undefined ? [] : [{ name, view }];
  });
  if (shown.length === 0) {
    return (
      <Text as="span" tone="subdued">
        No destination
      </Text>
    );
  }
  return (
    <InlineStack gap="100" wrap={wrap ?? false}>
      {marksOf(shown).map(({ view, name }) =>
        name !== undefined && destinations.length > 1 ? (
          <DeliveryBadge key={`${view} ${name}`} view={view} name={name} />
        ) : (
          <DeliveryBadge key={view} view={view} />
        ),
      )}
    </InlineStack>
  );
}

function LookedBackTo({ at, onMore }: Readonly<{ at: Date; onMore: () => void }>) {
  return (
    <Box padding="400">
      <BlockStack gap="200" inlineAlign="center">
        <Text as="p" tone="subdued" alignment="center">
          Looked back to <ExactTime at={at} />.
        </Text>
        <Button onClick={onMore}>Look further back</Button>
      </BlockStack>
    </Box>
  );
}
