import type { OutgoingMessage } from "#app/destinations/destination-kind.ts";
import { createDice, type Dice } from "./dice.ts";
import * as payloads from "./payloads.ts";
import { type Customer, ordered, type Order, refunded, sent, type Store } from "./store.ts";

export type Stream = Readonly<{ store: Store; messages: readonly OutgoingMessage[] }>;

const START = Date.UTC(2026, 10, 1, 8);

/**
 * A store's life as Shopify would tell of it: orders are placed, paid, sent, edited, paid back,
 * cancelled and deleted; customers change, merge, and hand e-mail addresses on. Many things happen
 * within one second. Events are doubled, and come in another order than they were made in.
 */
export function makeStream(orders: number, seed: number): Stream {
  const dice = createDice(seed);
  const store: Store = { orders: [], customers: [] };
  const made: OutgoingMessage[] = [];
  let now = START;
  let lastId = 6_100_000_000_000_000_000n;
  const nextId = (): string => String((lastId += BigInt(dice.between(1, 9))));
  const tick = (): void => void (now += dice.pick([0, 0, 400, 1_000, 3_000]));

  function tell(topic: string, lane: string, payload: Record<string, unknown>): void {
    const triggered = new Date(now).toISOString().replace("Z", "123456Z");
    made.push({
      sendId: nextId(),
      lane,
      processAgain: false,
      topic,
      source: "webhook",
      sequence: String(made.length),
      stale: false,
      headers: [["X-Shopify-Triggered-At", triggered]],
      body: payloads.toBody(payload),
    });
  }
  const tellOrder = (topic: string, order: Order, payload = payloads.orderPayload(order)): void =>
    tell(topic, `order/${order.id}`, payload);
  const tellCustomer = (topic: string, customer: Customer): void =>
    tell(topic, `customer/${customer.id}`, payloads.customerPayload(customer));

  function touch(order: Order): void {
    order.updatedAt = now;
  }

  function newCustomer(): Customer {
    const number = store.customers.length + 1;
    const phoneOnly = dice.chance(0.1);
    const customer: Customer = {
      id: nextId(),
      updatedAt: now,
      firstName: `First${number}`,
      lastName: `Last${number}`,
      email: phoneOnly ? "" : `person${number}@example.com`,
      phone: phoneOnly ? `+49301${number}` : "",
      city: dice.chance(0.5) ? `City ${number}` : "",
      consent: undefined,
      mergedInto: undefined,
    };
    store.customers.push(customer);
    tellCustomer("customers/create", customer);
    return customer;
  }

  function placeOrder(): void {
    tick();
    const living = store.customers.filter(({ mergedInto }) => !mergedInto);
    const old = living.length > 0 && dice.chance(0.5) ? dice.pick(living) : undefined;
    const customer = dice.chance(0.05) ? undefined : (old ?? newCustomer());
    const lines = Array.from({ length: dice.between(1, 3) }, (_, index) => ({
      id: nextId(),
      name: `Product ${index}`,
      sku: `SKU-${index}`,
      quantity: dice.between(1, 3),
      price: dice.between(100, 9_900),
    }));
    const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
    const abroad = dice.chance(0.2);
    const order: Order = {
      id: nextId(),
      number: 1_001 + store.orders.length,
      customer,
      createdAt: now,
      updatedAt: now,
      test: dice.chance(0.03),
      paid: dice.chance(0.7),
      cancelledAt: undefined,
      deleted: false,
      note: "",
      currency: abroad ? "USD" : "EUR",
      rate: abroad ? 1.25 : 1,
      lines,
      refunds: [],
      fulfillments: [],
      total,
      returned: 0,
    };
    store.orders.push(order);
    tellOrder("orders/create", order);
    if (order.paid) tellOrder("orders/paid", order);
  }

  const actions: Record<string, (order: Order) => void> = {
    pay(order) {
      if (order.paid || order.cancelledAt !== undefined) return;
      order.paid = true;
      tellOrder("orders/paid", order);
    },
    send(order) {
      const line = order.lines.find((one) => one.quantity > 0);
      if (order.cancelledAt !== undefined || !line || sent(order) >= ordered(order)) return;
      const whole = sent(order) === 0 && dice.chance(0.7);
      const pieces: [(typeof order.lines)[number], number][] = whole
        ? order.lines.map((one) => [one, one.quantity])
        : [[line, 1]];
      const tracking = `T${order.number}-${order.fulfillments.length}`;
      order.fulfillments.push({ id: nextId(), at: now, shipment: null, tracking, pieces });
      tellOrder("fulfillments/create", order, payloads.lastFulfillment(order));
    },
    arrive(order) {
      const last = order.fulfillments.at(-1);
      if (!last || last.shipment === "delivered") return;
      last.shipment = "delivered";
      last.at = now;
      tellOrder("fulfillments/update", order, payloads.lastFulfillment(order));
    },
    refund(order) {
      const left = order.total - refunded(order);
      if (!order.paid || left <= 0) return;
      const amount = dice.chance(0.4) ? left : Math.max(4, Math.floor(left / 12) * 4);
      order.refunds.push({ id: nextId(), at: now, amount: Math.min(amount, left) });
      if (dice.chance(0.5)) order.returned = Math.min(order.total, refunded(order));
      tellOrder("refunds/create", order, payloads.lastRefund(order));
    },
    cancel(order) {
      if (order.cancelledAt !== undefined || sent(order) > 0) return;
      order.cancelledAt = now;
      order.returned = order.total;
      tellOrder("orders/cancelled", order);
    },
    add(order) {
      if (order.cancelledAt !== undefined || order.refunds.length > 0) return;
      const price = dice.between(1, 40) * 100;
      order.lines.push({ id: nextId(), name: "Extra", sku: "EXTRA", quantity: 1, price });
      order.total += price;
      tellOrder("orders/edited", order, { order_edit: { order_id: payloads.raw(order.id) } });
    },
    note(order) {
      order.note = order.note ? "" : `Note ${now}`;
    },
    remove(order) {
      if (!dice.chance(0.1) || order.deleted) return;
      order.deleted = true;
      tellOrder("orders/delete", order, { id: payloads.raw(order.id) });
    },
  };

  function change(order: Order): void {
    tick();
    if (order.deleted) return;
    // What regresses within one second cannot be told apart by anyone; edits take their time.
    if (now - (now % 1_000) === order.updatedAt - (order.updatedAt % 1_000)) now += 1_000;
    const action = actions[dice.pick(Object.keys(actions))];
    touch(order);
    action?.(order);
    if (!order.deleted) tellOrder("orders/updated", order);
  }

  function changeCustomer(): void {
    now += 1_000;
    const living = store.customers.filter(({ mergedInto }) => !mergedInto);
    if (living.length < 2) return;
    const one = dice.pick(living);
    const other = dice.pick(living.filter((each) => each !== one));
    one.updatedAt = now;
    switch (dice.between(1, 5)) {
      case 1:
        one.lastName = `Name${now}`;
        break;
      case 2:
        one.phone = one.phone ? "" : `+4930${now % 1_000_000}`;
        break;
      case 3:
        one.consent = { state: dice.pick(["subscribed", "unsubscribed"]), at: now };
        tell("customers_email_marketing_consent/update", "topic/consent", {
          customer_id: payloads.raw(one.id),
          email_marketing_consent: {
            state: one.consent.state,
            consent_updated_at: payloads.storeTime(now),
          },
        });
        break;
      case 4:
        // The address goes on to somebody else, whose older state may arrive later.
        if (one.email === "") return;
        other.email = one.email;
        one.email = "";
        other.updatedAt = now + 1_000;
        tellCustomer("customers/update", one);
        now += 1_000;
        tellCustomer("customers/update", other);
        return;
      case 5:
        merge(one, other);
        return;
    }
    tellCustomer("customers/update", one);
  }

  function merge(kept: Customer, gone: Customer): void {
    if (store.orders.some((order) => order.customer === gone && order.deleted)) return;
    gone.mergedInto = kept;
    kept.phone ||= gone.phone || "+4930999";
    kept.email ||= gone.email || `merged${kept.id}@example.com`;
    kept.city ||= "Merged";
    kept.consent ??= { state: "subscribed", at: now };
    tell("customers/merge", `customer/${kept.id}`, {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept.id}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${gone.id}`,
      status: "completed",
      errors: [],
    });
    now += 1_000;
    kept.updatedAt = now;
    tell("customers_email_marketing_consent/update", "topic/consent", {
      customer_id: payloads.raw(kept.id),
      email_marketing_consent: {
        state: kept.consent.state,
        consent_updated_at: payloads.storeTime(kept.consent.at),
      },
    });
    tellCustomer("customers/update", kept);
    for (const order of store.orders.filter(({ customer }) => customer === gone)) {
      order.customer = kept;
      order.updatedAt = now;
      tellOrder("orders/updated", order);
    }
  }

  for (let placed = 0; placed < orders; placed++) {
    placeOrder();
    for (let times = dice.between(0, 3); times > 0; times--) change(dice.pick(store.orders));
    if (dice.chance(0.15)) changeCustomer();
  }
  return { store, messages: disorder(made, dice) };
}

/** Doubles some, and lets each come later than it should: mostly a little, sometimes a lot. */
function disorder(made: readonly OutgoingMessage[], dice: Dice): OutgoingMessage[] {
  const arrivals = made.flatMap((message, at) => {
    const late = dice.chance(0.05) ? dice.between(0, 400) : dice.between(0, 12);
    const first = { at: at + late, message };
    const again = { at: at + late + dice.between(0, 200), message };
    return dice.chance(0.1) ? [first, again] : [first];
  });
  return arrivals.sort((a, b) => a.at - b.at).map(({ message }) => message);
}
