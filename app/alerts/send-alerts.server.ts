import { config } from "#app/config.server.ts";
import { findIssue, type IssueView } from "#app/issues/issue-queries.server.ts";
import {
  claimDueAlerts,
  type DueAlert,
  forgetAlerts,
  postponeAlerts,
} from "./alert-store.server.ts";
import { type Channel, listChannels } from "./channel-queries.server.ts";
import { noteSent } from "./channel-store.server.ts";
import type { AlertLine } from "./message.ts";
import { sendMessage } from "./send-message.server.ts";

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MINUTES = 60;
/** Older news would only confuse; the page says that the channel fails. */
const TOLD_WITHIN_MS = 24 * 60 * MINUTE_MS;

type Describe = (issue: IssueView) => Readonly<{ title: string; size: string }>;
type ShopName = Readonly<{ shopId: string; name: string }>;

/** Tells each channel of all that is due for it, in one message; one that fails is tried again. */
export async function sendAlerts(
  { shopId, name }: ShopName,
  describe: Describe,
  now = new Date(),
): Promise<void> {
  const due = await claimDueAlerts(shopId, now);
  const channels = await listChannels(shopId);
  // Beside each other: one that hangs does not keep the others waiting.
  await Promise.all(
    [...Map.groupBy(due, ({ channelId }) => channelId)].map(async ([channelId, alerts]) => {
      const channel = channels.find(({ id }) => id === channelId);
      if (channel) await tell({ shopId, name }, channel, alerts, describe, now);
      else await forgetAlerts(shopId, idsOf(alerts));
    }),
  );
}

async function tell(
  { shopId, name }: ShopName,
  channel: Channel,
  alerts: readonly DueAlert[],
  describe: Describe,
  now: Date,
): Promise<void> {
  const lines: AlertLine[] = [];
  for (const { issueId, kind, at } of alerts) {
    const issue = await findIssue(shopId, issueId);
    if (issue) lines.push({ issueId, kind, severity: issue.severity, ...describe(issue), at });
  }
  const problem =
    lines.length === 0
      ? undefined
      : await sendMessage(channel.target, messageOf(name, lines), alerts[0]?.id ?? channel.id);
  await noteSent(shopId, channel.id, problem, now);
  const isOver = ({ at }: DueAlert) => now.getTime() - at.getTime() > TOLD_WITHIN_MS;
  const done = problem === undefined ? alerts : alerts.filter(isOver);
  await forgetAlerts(shopId, idsOf(done));
  const left = alerts.filter((alert) => !done.includes(alert));
  const attempts = Math.max(1, ...left.map((alert) => alert.attempts));
  const minutes = Math.min(2 ** (attempts - 1), LONGEST_WAIT_MINUTES);
  await postponeAlerts(shopId, idsOf(left), new Date(now.getTime() + minutes * MINUTE_MS));
}

/** Sends a message to see that it arrives. @returns what went wrong */
export async function sendTestAlert(
  { shopId, name }: ShopName,
  channelId: string,
  now = new Date(),
): Promise<string | undefined> {
  const channel = (await listChannels(shopId)).find(({ id }) => id === channelId);
  if (!channel) return "gone";
  const line: AlertLine = {
    issueId: channelId,
    kind: "test",
    severity: "minor",
    title: "This is how Rollcall tells you of issues",
    size: "Nothing is wrong.",
    at: now,
  };
  const message = messageOf(name, [line]);
  const problem = await sendMessage(channel.target, message, `${channelId}-${now.getTime()}`);
  await noteSent(shopId, channelId, problem, now);
  return problem;
}

function messageOf(shop: string, lines: readonly AlertLine[]) {
  const handle = shop.replace(/\.myshopify\.com$/, "");
  const url = `https://admin.shopify.com/store/${handle}/apps/${config.shopify.apiKey}/app/issues`;
  return { shop, lines, url };
}

function idsOf(alerts: readonly DueAlert[]): string[] {
  return alerts.map(({ id }) => id);
}
