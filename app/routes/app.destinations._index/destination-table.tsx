import { BlockStack, IndexTable, Link, Text } from "@shopify/polaris";
import { destinationHealth } from "#app/ui/destination-words.ts";
import { countOf, formatAge, formatNumber } from "#app/ui/format.ts";
import { useShopTime } from "#app/ui/shop-context.tsx";
import { Sparkline } from "#app/ui/sparkline.tsx";
import { WordBadge } from "#app/ui/state-badge.tsx";
import type { ListedDestination } from "./load-destinations.server.ts";

/** The shop's destinations, one row each. */
export function DestinationTable({
  destinations,
}: Readonly<{ destinations: readonly ListedDestination[] }>) {
  return (
    <IndexTable
      selectable={false}
      resourceName={{ singular: "destination", plural: "destinations" }}
      itemCount={destinations.length}
      headings={[
        { title: "Name" },
        { title: "State" },
        { title: "Waiting" },
        { title: "Failed" },
        { title: "Delivered in 24 h" },
        { title: "Topics" },
      ]}
    >
      {destinations.map((destination, position) => (
        <IndexTable.Row key={destination.id} id={destination.id} position={position}>
          <IndexTable.Cell>
            <BlockStack>
              <Link
                url={`/app/destinations/${destination.id}`}
                dataPrimaryLink
                monochrome
                removeUnderline
              >
                <Text as="span" fontWeight="medium">
                  {destination.name}
                </Text>
              </Link>
              <Text as="span" variant="bodySm" tone="subdued">
                {destination.kind}
              </Text>
            </BlockStack>
          </IndexTable.Cell>
          <IndexTable.Cell>
            <WordBadge words={destinationHealth(destination)} />
          </IndexTable.Cell>
          <IndexTable.Cell>
            <Waiting destination={destination} />
          </IndexTable.Cell>
          <IndexTable.Cell>
            <Text as="span" numeric {...(destination.failed > 0 && FAILING)}>
              {formatNumber(destination.failed)}
            </Text>
          </IndexTable.Cell>
          <IndexTable.Cell>
            <div className="rollcall-inline-line">
              <span>{formatNumber(destination.delivered)}</span>
              <Sparkline
                values={destination.perHour}
                label={`${formatNumber(destination.delivered)} deliveries over the last 24 hours`}
              />
            </div>
          </IndexTable.Cell>
          <IndexTable.Cell>
            {destination.topics === 0 ? "Every topic" : countOf(destination.topics, "topic")}
          </IndexTable.Cell>
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

const FAILING = { tone: "critical", fontWeight: "medium" } as const;

function Waiting({ destination }: Readonly<{ destination: ListedDestination }>) {
  const { now } = useShopTime();
  const { waiting, oldest } = destination;
  return (
    <BlockStack>
      <Text as="span" numeric>
        {formatNumber(waiting)}
      </Text>
      {oldest && (
        <Text as="span" variant="bodySm" tone="subdued">
          oldest {formatAge(now - oldest.getTime())}
        </Text>
      )}
    </BlockStack>
  );
}
