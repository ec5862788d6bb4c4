import { hourlyBySubject } from "#app/event-log/hourly-queries.server.ts";
import { parsePayload } from "#app/event-log/payload.ts";
import {
  type ArrivedWebhook,
  newestWebhooks,
} from "#app/event-log/topic-activity-queries.server.ts";
import { API_VERSION } from "#app/shopify.server.ts";
import {
  compareShapes,
  mergeShapes,
  NO_SHAPE,
  type PayloadShape,
  SAMPLES_NOW,
  shapeOf,
} from "./payload-shape.ts";
import {
  type KnownShape,
  readShapes,
  saveShape,
  UNKNOWN_SHAPE,
} from "./payload-shape-store.server.ts";
import { silentTopics, USUAL_DAYS } from "./silent-topics.ts";
import { readSubscriptionsOverview } from "./subscription-queries.server.ts";
import { clearFinding, noteFinding } from "./watch-finding-store.server.ts";

/** Webhooks of a topic that one look reads at most: enough to know, whatever came. */
const READ_AT_MOST = 10;
const DAY_MS = 86_400_000;
/** A difference that has lasted this long is how it is now. */
const USUAL_AFTER_MS = 7 * DAY_MS;

/**
 * Looks at how the webhooks of a shop come: in the expected API version, with the fields that their
 * topic has always had, once each, and at all. What is not so is noted, and becomes an issue; what is again, ends it.
 * @param now milliseconds since 1970
 */
export async function lookAtTopics(shopId: string, now: number): Promise<void> {
  const { rows } = await readSubscriptionsOverview(shopId);
  const known = await readShapes(shopId);
  for (const { topic, state, receivedIn24h } of rows) {
    if (state !== "registered" || receivedIn24h === 0) continue;
    await lookAt(shopId, topic.topic, known.get(topic.topic) ?? UNKNOWN_SHAPE, now);
  }
  await lookForSilence(
    shopId,
    rows.map(({ topic }) => topic.topic),
    now,
  );
}

async function lookAt(
  shopId: string,
  topic: string,
  known: KnownShape,
  now: number,
): Promise<void> {
  const arrived = await newestWebhooks(shopId, topic, known.lastEventId, READ_AT_MOST);
  const [newest] = arrived;
  if (!newest) return;
  const versions = new Set(arrived.map(({ apiVersion }) => apiVersion ?? "none"));
  versions.delete(API_VERSION);
  const [version] = versions;
  await settle(
    shopId,
    "api-version",
    topic,
    version === undefined ? undefined : { expected: API_VERSION, actual: version },
  );
  const doubled = arrived.filter(({ isSecond }) => isSecond).length;
  await settle(shopId, "sent-twice", topic, doubled > 0 ? { events: doubled } : undefined);

  const shape = shapeOfAll(arrived);
  // Too few to say anything: they are looked at again with the next ones.
  if (shape.samples < SAMPLES_NOW) return;
  const difference = compareShapes(known.shape, shape);
  if (difference) {
    const since = await noteFinding(shopId, {
      cause: "payload-shape",
      subject: topic,
      detail: {
        added: [...difference.added],
        missing: [...difference.missing],
        emptied: [...difference.emptied],
        retyped: [...difference.retyped],
      },
    });
    if (now - since.getTime() < USUAL_AFTER_MS) {
      await saveShape(shopId, topic, { shape: known.shape, lastEventId: newest.id });
      return;
    }
  }
  await clearFinding(shopId, "payload-shape", topic);
  await saveShape(shopId, topic, {
    shape: mergeShapes(known.shape, shape),
    lastEventId: newest.id,
  });
}

function shapeOfAll(arrived: readonly ArrivedWebhook[]): PayloadShape {
  return arrived
    .flatMap(({ text }) => (text === undefined ? [] : (parsePayload(text) ?? [])))
    .map(shapeOf)
    .reduce(mergeShapes, NO_SHAPE);
}

async function lookForSilence(
  shopId: string,
  topics: readonly string[],
  now: number,
): Promise<void> {
  const received = await hourlyBySubject(shopId, "received", new Date(now - USUAL_DAYS * DAY_MS));
  const silent = new Map(silentTopics(received, now).map((found) => [found.topic, found]));
  for (const topic of topics) {
    const found = silent.get(topic);
    const detail = found && { lastHour: found.lastHour.toISOString(), others: found.others };
    await settle(shopId, "silent-topic", topic, detail);
  }
}

/** Notes it when there is something to tell of it, and clears it otherwise. */
async function settle(
  shopId: string,
  cause: "api-version" | "sent-twice" | "silent-topic",
  subject: string,
  detail: Record<string, string | number> | undefined,
): Promise<void> {
  if (detail) await noteFinding(shopId, { cause, subject, detail });
  else await clearFinding(shopId, cause, subject);
}
