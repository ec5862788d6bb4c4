import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judge } from "#app/delivery/outcome.ts";
import type {
  DestinationAdapter,
  FormValues,
  KindDescription,
  Outcome,
  OutgoingMessage,
  SendResult,
  SendTarget,
} from "#app/destinations/destination-kind.ts";
import { parseAllowList } from "#app/destinations/outgoing-address.ts";

/** How the other system behaves from now on. */
export type Behaviour =
  | "accepts"
  /** It cannot just now. */
  | "is down"
  /** It does not know who we are. */
  | "refuses us"
  /** It reads the event and does not want it. */
  | "refuses the event"
  /** It says that a limit of its own is reached. */
  | "is at its limit"
  /** It takes the request and never answers. */
  | "hangs"
  /** It answers with something that cannot be understood. */
  | "babbles";

/** A kind together with something that stands in for the system it sends to. */
export type KindUnderTest = Readonly<{
  description: KindDescription;
  /** With time limits of at most two seconds, so that hanging can be tested. */
  adapter: DestinationAdapter;
  /** Every secret in it is looked for in what comes back. */
  target: SendTarget;
  /** What a person would type for this target, credentials included. */
  form: FormValues;
  behave: (behaviour: Behaviour) => void;
  /**
   * What the other system holds by now, one entry for each thing that took effect there: an
   * upserted record counts once, however often it was written. Of a system that leaves deduplication
   * to its reader (HTTP, a standard queue): one for each `sendId` that it carries.
   */
  effects: () => Promise<readonly string[]>;
  /** An event that this kind can bring there. */
  message: () => OutgoingMessage;
  stop: () => Promise<void>;
}>;

/** An order, as Shopify sends it. For kinds that take any event. */
export function sampleMessage(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const sendId = randomUUID();
  const id = Math.floor(Math.random() * 1e12);
  return {
    sendId,
    lane: `order/${id}`,
    processAgain: false,
    topic: "orders/create",
    source: "webhook",
    sequence: "1",
    stale: false,
    headers: [
      ["X-Shopify-Topic", "orders/create"],
      ["X-Shopify-Shop-Domain", "conformance.myshopify.com"],
      ["X-Shopify-Webhook-Id", sendId],
    ],
    body: Buffer.from(JSON.stringify({ id, name: `#${id % 10_000}` })),
    ...changes,
  };
}

/** What the engine would take a result for. */
function outcomeOf(result: SendResult): Outcome | "limited" {
  return result.type === "limited" ? "limited" : judge(result, Date.now()).outcome;
}

/** The suite that every kind of destination passes: what `destination-kind.ts` asks of it. */
export function describeKindConformance(name: string, start: () => Promise<KindUnderTest>): void {
  describe(`the kind ${name}, as every kind,`, () => {
    let kind: KindUnderTest;
    beforeAll(async () => {
      kind = await start();
    });
    afterAll(() => kind.stop());

    const deliver = (behaviour: Behaviour, message = kind.message(), signal?: AbortSignal) => {
      kind.behave(behaviour);
      return kind.adapter.deliver(message, kind.target, signal ? { signal } : {});
    };

    test("brings an event there, and once however often it is sent", async () => {
      const message = kind.message();
      const before = (await kind.effects()).length;
      expect(outcomeOf(await deliver("accepts", message))).toBe("delivered");
      expect(outcomeOf(await deliver("accepts", message))).toBe("delivered");
      expect((await kind.effects()).length).toBe(before + 1);
    });

    test.each<[Behaviour, (Outcome | "limited")[]]>([
      ["is down", ["retry"]],
      ["refuses us", ["misconfigured"]],
      ["refuses the event", ["rejected"]],
      ["is at its limit", ["limited", "retry"]],
      ["hangs", ["retry"]],
      ["babbles", ["retry", "misconfigured"]],
    ])("tells whose fault it is when the system %s", async (behaviour, outcomes) => {
      const started = performance.now();
      const result = await deliver(behaviour);
      expect(outcomes).toContain(outcomeOf(result));
      expect(performance.now() - started).toBeLessThan(kind.adapter.totalMs + 1_500);
      expectNoSecret(kind.target, result);
    });

    test("ends at once when it is stopped", async () => {
      const stopping = new AbortController();
      const started = performance.now();
      const sending = deliver("hangs", kind.message(), stopping.signal);
      setTimeout(() => stopping.abort(), 50);
      expect(await sending).toMatchObject({ type: "no_answer", failure: "stopped" });
      expect(performance.now() - started).toBeLessThan(kind.adapter.totalMs);
    });

    test("goes on as if nothing had been, once the system is back", async () => {
      await deliver("babbles");
      expect(outcomeOf(await deliver("accepts"))).toBe("delivered");
    });

    test("gives one result for each message of a batch, in their order", async () => {
      const { batch } = kind.adapter;
      if (!batch) return;
      const messages = Array.from({ length: Math.min(3, batch.atMost) }, kind.message);
      const before = (await kind.effects()).length;
      kind.behave("accepts");
      const results = await batch.deliver(messages, kind.target, {});
      expect(results.map(outcomeOf)).toEqual(messages.map(() => "delivered"));
      expect((await kind.effects()).length).toBe(before + messages.length);
      kind.behave("is down");
      const failed = await batch.deliver(messages, kind.target, {});
      expect(failed.map(outcomeOf)).toEqual(messages.map(() => "retry"));
    });

    test("reads its form, writes it back, and shows no secret in it", () => {
      const { description, target, form } = kind;
      const read = description.readForm(form, { allowPrivate: LOOPBACK, stored: [] });
      expect(read).toMatchObject({ ok: true, settings: target.settings });
      const credentials = read.ok ? read.credentials.set : {};
      const written = description.writeForm(target.settings);
      const stored = Object.keys(credentials);
      expect(description.readForm(written, { allowPrivate: LOOPBACK, stored })).toMatchObject({
        ok: true,
        settings: target.settings,
        credentials: { set: {}, keep: stored },
      });
      const names = description.fields.map((field) => field.name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(Object.keys(written)));
      const shown = JSON.stringify([written, description.place(target.settings), target.settings]);
      for (const secret of Object.values(credentials)) expect(shown).not.toContain(secret);
    });

    test("refuses an empty form with words for the fields that it has", () => {
      const read = kind.description.readForm({}, { allowPrivate: LOOPBACK, stored: [] });
      const errors = read.ok ? {} : read.errors;
      expect(Object.values(errors)).toContainEqual(expect.stringMatching(/\w.*\.$/));
      const names = kind.description.fields.map((field) => field.name);
      expect(names).toEqual(expect.arrayContaining(Object.keys(errors)));
    });

    test("says what a replay does there", () => {
      expect(kind.description.replaySafety).toMatch(/\w.*\.$/);
      expect(kind.description.title).not.toBe("");
    });
  });
}

const LOOPBACK = parseAllowList(["127.0.0.1", "::1"]);

function expectNoSecret({ secrets }: SendTarget, result: SendResult): void {
  const text = JSON.stringify(result);
  for (const { secret } of secrets.signing) expect(text).not.toContain(secret.slice(6));
  for (const secret of Object.values(secrets.credentials ?? {})) expect(text).not.toContain(secret);
}
