import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Collapsible, Link, Text } from "@shopify/polaris";
import { useId, useState } from "react";
import type { AttemptView } from "#app/delivery/delivery-view.ts";
import { AttemptLine } from "#app/ui/attempt-line.tsx";
import { countOf } from "#app/ui/format.ts";
import { useShopTime } from "#app/ui/shop-context.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { Step } from "#app/ui/timeline-step.tsx";
import { type Outcome, useSuccessToast } from "#app/ui/use-outcome.tsx";
import type { LoadedEvent } from "./load-event.server.ts";

type Delivery = LoadedEvent["deliveries"][number];

const CANCELLED: Readonly<Record<string, string>> = {
  destination_deleted: "The destination was deleted before it could be sent.",
  redacted: "The customer's data was erased before it could be sent.",
  event_missing: "The event was removed before it could be sent.",
  superseded: "It had reached this destination already: as a recovered event, or as the webhook.",
};

const DEAD: Readonly<Record<string, string>> = {
  too_old: "It was tried for as long as this destination allows. Replay sends it again.",
  rejected: "The system refused it for good. Replay sends it again once the cause is mended.",
};

/** Each delivery with its attempts, in the order they were made. */
export function DeliverySteps({
  deliveries,
  destinations,
}: Readonly<Pick<LoadedEvent, "deliveries" | "destinations">>) {
  const names = new Map(destinations.map(({ id, name }) => [id, name]));
  return deliveries.map((delivery) => (
    <DeliveryStep
      key={delivery.id}
      delivery={delivery}
      name={names.get(delivery.destinationId)}
      isPaused={destinations.find(({ id }) => id === delivery.destinationId)?.state === "paused"}
    />
  ));
}

function DeliveryStep({
  delivery,
  name,
  isPaused,
}: Readonly<{ delivery: Delivery; name: string | undefined; isPaused: boolean }>) {
  const target = name ? (
    <Link url={`/app/destinations/${delivery.destinationId}`}>{name}</Link>
  ) : (
    "a deleted destination"
  );
  const replay = delivery.replayOf ? " (replay)" : "";
  const attempts = <Attempts attempts={delivery.attemptList} total={delivery.attempts} />;
  switch (delivery.state) {
    case "delivered":
      return (
        <Step
          kind="done"
          title={
            <>
              Delivered to {target}
              {replay}
            </>
          }
          {...(delivery.finishedAt && { at: delivery.finishedAt })}
        >
          {attempts}
        </Step>
      );
    case "dead":
      return (
        <Step
          kind="failed"
          title={
            <>
              Failed for good at {target}
              {replay}
            </>
          }
          {...(delivery.finishedAt && { at: delivery.finishedAt })}
        >
          <p>{DEAD[delivery.deadReason ?? ""]}</p>
          {attempts}
        </Step>
      );
    case "filtered":
      return (
        <Step kind="skipped" title={<>Left out for {target}</>}>
          A filter of the destination left it out.
        </Step>
      );
    case "cancelled":
      return (
        <Step
          kind="skipped"
          title={
            <>
              Canceled for {target}
              {replay}
            </>
          }
        >
          {CANCELLED[delivery.deadReason ?? ""]}
        </Step>
      );
    case "pending":
      return (
        <Step
          kind={delivery.problem ? "failed" : "waiting"}
          title={
            delivery.problem ? (
              <>
                Retrying {target}
                {replay}
              </>
            ) : (
              <>
                Waiting for {target}
                {replay}
              </>
            )
          }
        >
          <Pending delivery={delivery} isPaused={isPaused} />
          {attempts}
        </Step>
      );
  }
}

function Pending({ delivery, isPaused }: Readonly<{ delivery: Delivery; isPaused: boolean }>) {
  const { now } = useShopTime();
  const fetcher = useFetcher<Outcome>();
  useSuccessToast(fetcher.data);
  const problem = fetcher.data && !fetcher.data.ok ? fetcher.data.problem : undefined;
  if (isPaused) return <p>The destination is paused. It is sent when that is resumed.</p>;
  const { nextAttemptAt, problem: isFailing } = delivery;
  const isDue = nextAttemptAt !== undefined && nextAttemptAt.getTime() <= now;
  return (
    <BlockStack gap="100" inlineAlign="start">
      <p>
        {nextAttemptAt && !isDue && (
          <>
            Next try <RelativeTime at={nextAttemptAt} />.
          </>
        )}
        {isDue && "Due now."}
        {!nextAttemptAt && "Sent as soon as what came before it for the same resource has been."}
      </p>
      {isFailing && !isDue && (
        <Button
          size="micro"
          loading={fetcher.state !== "idle"}
          onClick={() =>
            fetcher.submit(
              { delivery: delivery.id },
              { method: "post", action: "/app/deliveries/retry" },
            )
          }
        >
          Try now
        </Button>
      )}
      {problem && (
        <Text as="p" tone="critical">
          {problem}
        </Text>
      )}
    </BlockStack>
  );
}

function Attempts({
  attempts,
  total,
}: Readonly<{ attempts: readonly AttemptView[]; total: number }>) {
  const [newest, ...older] = attempts;
  const [open, setOpen] = useState(false);
  const id = useId();
  if (!newest) return null;
  return (
    <BlockStack gap="100" inlineAlign="start">
      <AttemptEntry attempt={newest} />
      {older.length > 0 && (
        <>
          <Button
            variant="plain"
            onClick={() => setOpen(!open)}
            ariaExpanded={open}
            ariaControls={id}
          >
            {open ? "Hide earlier tries" : countOf(total - 1, "earlier try", "earlier tries")}
          </Button>
          <Collapsible id={id} open={open}>
            <BlockStack gap="200">
              {older.map((attempt) => (
                <AttemptEntry key={attempt.id} attempt={attempt} />
              ))}
            </BlockStack>
          </Collapsible>
        </>
      )}
    </BlockStack>
  );
}

function AttemptEntry({ attempt }: Readonly<{ attempt: AttemptView }>) {
  return (
    <div>
      <p>
        Try {attempt.number}, <RelativeTime at={attempt.startedAt} />:{" "}
        <AttemptLine
          status={attempt.status}
          error={attempt.error}
          durationMs={attempt.durationMs}
        />
      </p>
      {attempt.responseBody && (
        <pre className="rollcall-answer" tabIndex={0} aria-label="The answer">
          {attempt.responseBody}
        </pre>
      )}
    </div>
  );
}
