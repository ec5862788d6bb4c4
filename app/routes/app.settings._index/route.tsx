import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { NotificationIcon } from "@shopify/polaris-icons";
import { boundary } from "@shopify/shopify-app-remix/server";
import { placeOf } from "#app/alerts/channel.ts";
import { listChannels } from "#app/alerts/channel-queries.server.ts";
import { removeChannel } from "#app/alerts/channel-store.server.ts";
import { sendTestAlert } from "#app/alerts/send-alerts.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { channelProblem } from "#app/ui/alert-words.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import type { Outcome } from "#app/ui/use-outcome.tsx";
import { ChannelRow } from "./channel-row.tsx";

export const meta: MetaFunction = () => [{ title: "Settings" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const channels = await listChannels(shopId);
  // Of an address only its host: the rest of a Slack address is a secret.
  return {
    channels: channels.map(({ target, ...channel }) => ({ ...channel, place: placeOf(target) })),
  };
}

export async function action({ request }: ActionFunctionArgs): Promise<Outcome> {
  const { shopId, domain, actor } = await requireShop(request);
  const form = await request.formData();
  const id = String(form.get("channel") ?? "");
  if (form.get("intent") === "remove") {
    await removeChannel(shopId, id, actor);
    return { ok: true, message: "Alert removed" };
  }
  const problem = await sendTestAlert({ shopId, name: domain }, id);
  return problem === undefined
    ? { ok: true, message: "Test sent" }
    : { ok: false, problem: channelProblem(problem) };
}

export default function Settings() {
  const { channels } = useLoaderData<typeof loader>();
  const add = <Button url="/app/settings/alert">Add alert</Button>;
  return (
    <Page title="Settings">
      <Card>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              Alerts
            </Text>
            {channels.length > 0 && add}
          </InlineStack>
          <Text as="p" tone="subdued">
            Tells people when an issue is opened, comes back or is resolved, not at every failure.
          </Text>
          {channels.length === 0 ? (
            <NothingYet icon={NotificationIcon} title="Nobody is told yet" action={add}>
              Add an e-mail address, a Slack channel or a system of your own.
            </NothingYet>
          ) : (
            channels.map((channel) => <ChannelRow key={channel.id} channel={channel} />)
          )}
        </BlockStack>
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the settings" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
