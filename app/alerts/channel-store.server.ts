import { recordAudit } from "#app/audit-store.server.ts";
import { prisma } from "#app/db.server.ts";
import { sealSecret } from "#app/encryption.server.ts";
import { newId } from "#app/ids.server.ts";
import type { ChannelValues } from "./channel.ts";
import { targetContext } from "./channel-queries.server.ts";

const MOST_CHANNELS = 20;

/** @returns its id; undefined when the shop has as many as it may have. */
export async function createChannel(
  shopId: string,
  { target, ...values }: ChannelValues,
  actor: string,
): Promise<string | undefined> {
  return prisma.$transaction(async (tx) => {
    if ((await tx.alertChannel.count({ where: { shopId } })) >= MOST_CHANNELS) return undefined;
    const id = newId();
    const sealed = sealSecret(JSON.stringify(target), targetContext(shopId, id));
    const { kind } = target;
    await tx.alertChannel.create({
      data: { shopId, id, kind, ...values, target: new Uint8Array(sealed) },
    });
    await recordAudit(shopId, { actor, action: "alerts.add", subject: id, detail: { kind } }, tx);
    return id;
  });
}

/** @returns false when the shop has no such channel. */
export async function removeChannel(shopId: string, id: string, actor: string): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const { count } = await tx.alertChannel.deleteMany({ where: { shopId, id } });
    if (count === 0) return false;
    await tx.alert.deleteMany({ where: { shopId, channelId: id } });
    await recordAudit(shopId, { actor, action: "alerts.remove", subject: id }, tx);
    return true;
  });
}

/** Notes how sending went, for the page. @param problem undefined: it was taken */
export async function noteSent(
  shopId: string,
  id: string,
  problem: string | undefined,
  now: Date,
): Promise<void> {
  if (problem === undefined) {
    const data = { lastSentAt: now, failingSince: null, lastProblem: null };
    await prisma.alertChannel.updateMany({ where: { shopId, id }, data });
    return;
  }
  await prisma.alertChannel.updateMany({
    where: { shopId, id, failingSince: null },
    data: { failingSince: now },
  });
  await prisma.alertChannel.updateMany({ where: { shopId, id }, data: { lastProblem: problem } });
}
