import { prisma } from "#app/db.server.ts";
import type { Prisma } from "#prisma/client.ts";
import { NO_SHAPE, type PayloadShape } from "./payload-shape.ts";

export type KnownShape = Readonly<{ shape: PayloadShape; lastEventId: string }>;

const LOWEST_ID = "00000000-0000-0000-0000-000000000000";

/** What the payloads of each topic have carried so far. */
export async function readShapes(shopId: string): Promise<Map<string, KnownShape>> {
  const rows = await prisma.payloadShape.findMany({ where: { shopId } });
  return new Map(
    rows.map(({ topic, samples, fields, lastEventId }) => [
      topic,
      { shape: { samples, fields: fields as unknown as PayloadShape["fields"] }, lastEventId },
    ]),
  );
}

export const UNKNOWN_SHAPE: KnownShape = { shape: NO_SHAPE, lastEventId: LOWEST_ID };

export async function saveShape(
  shopId: string,
  topic: string,
  { shape, lastEventId }: KnownShape,
): Promise<void> {
  const data = {
    samples: shape.samples,
    fields: shape.fields as unknown as Prisma.InputJsonObject,
    lastEventId,
  };
  await prisma.payloadShape.upsert({
    where: { shopId_topic: { shopId, topic } },
    update: data,
    create: { shopId, topic, ...data },
  });
}
