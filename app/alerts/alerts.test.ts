import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { prisma } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import { updateIssues } from "#app/issues/update-issues.server.ts";
import { seedDestination, seedShop } from "#tests/setup/seed-log.ts";
import { useDatabase } from "#tests/setup/with-database.ts";
import { queueAlerts } from "./alert-store.server.ts";
import { shopsWithDueAlerts } from "./alert-system-queries.server.ts";
import { listChannels } from "./channel-queries.server.ts";
import { slackBodyOf, subjectOf } from "./message.ts";
import { saveChannel } from "./save-channel.server.ts";
import { sendAlerts, sendTestAlert } from "./send-alerts.server.ts";
import { whenDue } from "./when-due.ts";

useDatabase();

const MINUTE = 60_000;
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.closeAllConnections()));

/** A receiver that keeps what it was sent and answers with `status`. */
async function receiver(status = 200) {
  const bodies: { text: string; signature: string | undefined }[] = [];
  const state = { status };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const signature = request.headers["webhook-signature"]?.toString();
      bodies.push({ text: Buffer.concat(chunks).toString(), signature });
      response.writeHead(state.status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  servers.push(server);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, bodies, state };
}

const FORM = {
  name: "Team",
  leastSeverity: "minor",
  digest: "at_once",
  quietFrom: "",
  quietTo: "",
};

async function store() {
  const { shopId, domain } = await seedShop();
  const grantedScopes = ["read_orders", "read_products", "read_customers", "read_inventory"];
  await prisma.shop.update({
    where: { id: shopId },
    data: { grantedScopes: [...grantedScopes, "read_fulfillments"] },
  });
  const destinationId = await seedDestination(shopId, "ERP");
  const fail = () =>
    prisma.delivery.create({
      data: {
        shopId,
        id: newId(),
        eventId: newId(),
        destinationId,
        laneKey: "order/1",
        topic: "orders/create",
        state: "dead",
        lastOutcome: "rejected",
        lastStatus: 422,
        firstAttemptAt: new Date(),
        problem: true,
      },
    });
  const mend = () => prisma.delivery.updateMany({ where: { shopId }, data: { problem: false } });
  const look = (now = new Date()) => updateIssues(shopId, now, queueAlerts);
  const describeIssue = () => ({ title: "ERP refuses some events", size: "1 order" });
  const send = (now?: Date) => sendAlerts({ shopId, name: domain }, describeIssue, now);
  const add = (form: Record<string, string>) => saveChannel(shopId, { ...FORM, ...form }, "staff");
  return { shopId, domain, fail, mend, look, send, add };
}

describe("alerts", () => {
  test("are sent on transitions, once each, signed, and not for each failure", async () => {
    const { fail, mend, look, send, add } = await store();
    const slack = await receiver();
    const hook = await receiver();
    await add({ kind: "slack", url: slack.url });
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    expect(await add({ kind: "webhook", url: hook.url, secret })).toMatchObject({ ok: true });

    await fail();
    await Promise.all([look(), look()]);
    await Promise.all([send(), send()]);
    for (let more = 0; more < 3; more++) {
      await fail();
      await look();
      await send();
    }
    expect(slack.bodies).toHaveLength(1);
    expect(JSON.parse(slack.bodies[0]!.text).text).toContain("*New:* ERP refuses some events");
    expect(hook.bodies).toHaveLength(1);
    expect(JSON.parse(hook.bodies[0]!.text)).toMatchObject({
      type: "issues.changed",
      issues: [{ kind: "opened", severity: "critical" }],
    });
    expect(hook.bodies[0]!.signature).toMatch(/^v1,/);

    await mend();
    await look();
    await fail();
    await look();
    await send();
    // What is due together is told together.
    expect(JSON.parse(hook.bodies[1]!.text).issues).toMatchObject([
      { kind: "resolved" },
      { kind: "reopened" },
    ]);
  });

  test("a channel that fails is shown and tried again; the others and the issues go on", async () => {
    const { shopId, fail, look, send, add } = await store();
    const broken = await receiver(500);
    const well = await receiver();
    await add({ name: "Broken", kind: "webhook", url: broken.url });
    await add({ name: "Well", kind: "webhook", url: well.url });
    await fail();
    await look();
    await send();
    expect(well.bodies).toHaveLength(1);
    const [shown] = (await listChannels(shopId)).filter(({ name }) => name === "Broken");
    expect(shown).toMatchObject({ lastProblem: "answered 500", failingSince: expect.any(Date) });
    await send();
    expect(broken.bodies).toHaveLength(1);

    broken.state.status = 204;
    const later = new Date(Date.now() + 2 * MINUTE);
    expect(await shopsWithDueAlerts(later)).toContain(shopId);
    await send(later);
    expect(broken.bodies).toHaveLength(2);
    const channels = await listChannels(shopId);
    expect(channels.every(({ failingSince }) => failingSince === null)).toBe(true);
    expect(await shopsWithDueAlerts(new Date(Date.now() + 60 * MINUTE))).not.toContain(shopId);
  });

  test("addresses are held to the rules of destinations, and kept encrypted", async () => {
    const { shopId, domain, add } = await store();
    for (const url of ["http://169.254.169.254/latest", "https://10.0.0.5/x", "ftp://a.example"]) {
      expect(await add({ kind: "slack", url }), url).toMatchObject({ ok: false });
    }
    expect(await add({ kind: "email", to: "not an address" })).toMatchObject({ ok: false });
    const { url } = await receiver();
    const saved = await add({ kind: "webhook", url: `${url}?token=s3cr3t-token` });
    if (!saved.ok) throw new Error("not saved");
    const [row] = await prisma.$queryRaw<{ text: string }[]>`
      SELECT c::text || encode(c.target, 'escape') AS text FROM alert_channel c
      WHERE shop_id = ${shopId}::uuid`;
    expect(row!.text).not.toContain("s3cr3t-token");
    // Another store's channel is not there for this one.
    const other = await store();
    expect(await sendTestAlert({ shopId: other.shopId, name: "x" }, saved.id)).toBe("gone");
    expect(await sendTestAlert({ shopId, name: domain }, saved.id)).toBeUndefined();
  });
});

test("nothing is due within quiet hours, and nothing later than a day", () => {
  const minute = fc.integer({ min: 0, max: 1_439 });
  fc.assert(
    fc.property(
      fc.constantFrom("at_once" as const, "hourly" as const, "daily" as const),
      minute,
      minute,
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
      (digest, quietFrom, quietTo, now) => {
        const due = whenDue({ digest, quietFrom, quietTo }, now, "UTC");
        expect(due).toBeGreaterThanOrEqual(now);
        expect(due - now).toBeLessThanOrEqual(2 * 1_440 * MINUTE);
        const at = Math.floor(due / MINUTE) % 1_440;
        const quiet =
          quietFrom <= quietTo ? at >= quietFrom && at < quietTo : at >= quietFrom || at < quietTo;
        expect(quiet).toBe(false);
      },
    ),
  );
  const night = { digest: "at_once", quietFrom: 22 * 60, quietTo: 7 * 60 } as const;
  const late = Date.UTC(2026, 10, 21, 22, 30);
  // 23:30 in Berlin waits until 7:00 there, which is 6:00 UTC.
  expect(whenDue(night, late, "Europe/Berlin")).toBe(Date.UTC(2026, 10, 22, 6));
});

test("no name can break out of a subject or of Slack's markup", () => {
  const line = { issueId: "i", kind: "opened", severity: "minor", size: "", at: new Date(0) };
  const message = {
    shop: "s",
    url: "https://x",
    lines: [{ ...line, title: "A\r\nBcc: b@c <!channel>" }],
  };
  expect(subjectOf(message)).not.toMatch(/[\r\n]/);
  expect(slackBodyOf(message)).not.toContain("<!channel>");
});
