import { prisma } from "#app/db.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { openBody } from "./event-body.server.ts";

export type EventContent = Readonly<{
  topic: string;
  triggeredAt: Date | null;
  receivedAt: Date;
  /** The bytes as received; undefined once redacted. */
  body: Buffer | undefined;
}>;

/**
 * An event with its opened body, for what acts on the log.
 * @returns undefined when the shop has no such event.
 * @throws DecryptionError when the stored body does not open.
 */
export async function readEventContent(
  shopId: string,
  eventId: string,
): Promise<EventContent | undefined> {
  const [row, { key }] = await Promise.all([
    prisma.event.findUnique({
      where: { shopId_id: { shopId, id: eventId } },
      select: { topic: true, triggeredAt: true, receivedAt: true, body: true, bodyEncoding: true },
    }),
    shopById(shopId),
  ]);
  if (!row) return undefined;
  const { topic, triggeredAt, receivedAt, body, bodyEncoding } = row;
  const opened = body && key ? openBody({ id: eventId, body, bodyEncoding }, key) : undefined;
  return { topic, triggeredAt, receivedAt, body: opened };
}
