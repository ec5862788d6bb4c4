import type { WebhookFaults } from "./faults.ts";
import { waitBeforeRetry } from "./retry-schedule.ts";
import { signBody } from "./secrets.ts";
import { succeeded, type Sender } from "./sender.ts";
import { webhookFromJson, webhookHeaders, webhookToJson, type Webhook } from "./webhook.ts";

export interface EngineOptions {
  sender: Sender;
  faults: WebhookFaults;
  signingSecret: () => string;
  timeScale: () => number;
  /** Webhooks under way at once to one origin. */
  concurrency: number;
  keep: number;
  changed: () => void;
  /** What happened to an API-made subscription's delivery; may remove the subscription. */
  onAttempt: (webhook: Webhook, success: boolean, outOfRetries: boolean) => void;
}

export interface EngineCounts {
  created: number;
  attempts: number;
  delivered: number;
  failedAttempts: number;
  failed: number;
  dropped: number;
  cancelled: number;
}

/** Unfinished webhooks beyond this are dropped, so that a dead address cannot fill the memory. */
const MOST_UNFINISHED = 200_000;
const KEPT_OVER_A_RESTART = 10_000;

/** First in, first out; read from `head`, because shift() on a long array costs its length. */
interface Queue {
  inFlight: number;
  waiting: Webhook[];
  head: number;
}

/** Sends webhooks and retries them; the queue and the retries are its own. */
export class WebhookEngine {
  readonly counts: EngineCounts = {
    created: 0,
    attempts: 0,
    delivered: 0,
    failedAttempts: 0,
    failed: 0,
    dropped: 0,
    cancelled: 0,
  };
  private readonly options: EngineOptions;
  /** Everything that is not finished, and the newest of what is. */
  private readonly unfinished = new Map<string, Webhook>();
  private readonly finished = new Map<string, Webhook>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly queues = new Map<string, Queue>();
  private readonly gathered = new Map<string, Webhook[]>();
  private closed = false;

  constructor(options: EngineOptions) {
    this.options = options;
  }

  /** Takes webhooks in and sends them, unless a fault has something else in mind. */
  enqueue(webhook: Webhook): void {
    this.counts.created += 1;
    if (this.unfinished.size >= MOST_UNFINISHED) return this.finish(webhook, "dropped");
    this.unfinished.set(webhook.webhookId, webhook);
    this.options.changed();
    let delay = 0;
    let copies = 0;
    for (const fault of this.options.faults.touching(webhook)) {
      if (fault.action === "drop") return this.finish(webhook, "dropped");
      if (fault.action === "hold") return void (webhook.state = "held");
      if (fault.action === "reorder") return this.gather(fault.id, fault.group ?? 2, webhook);
      if (fault.action === "delay") delay += fault.delayMs ?? 0;
      if (fault.action === "duplicate") copies += (fault.times ?? 2) - 1;
    }
    // A duplicate is another sending of the same webhook: same id, same body, never retried.
    for (let i = 0; i < copies; i++) this.push({ ...webhook, attempts: [], once: true });
    if (delay > 0) this.startAt(webhook, Date.now() + delay);
    else this.push(webhook);
  }

  private gather(faultId: string, group: number, webhook: Webhook): void {
    webhook.state = "held";
    const list = this.gathered.get(faultId) ?? [];
    list.push(webhook);
    this.gathered.set(faultId, list);
    if (list.length < group) return;
    this.gathered.delete(faultId);
    for (const held of list.reverse()) this.push(held);
  }

  private startAt(webhook: Webhook, at: number): void {
    webhook.nextAttemptAt = at;
    const timer = setTimeout(
      () => {
        this.timers.delete(webhook.webhookId);
        this.push(webhook);
      },
      Math.max(0, at - Date.now()),
    );
    timer.unref();
    this.timers.set(webhook.webhookId, timer);
  }

  private push(webhook: Webhook): void {
    if (this.closed) return;
    webhook.state = "queued";
    webhook.nextAttemptAt = null;
    const origin = new URL(webhook.address).origin;
    const queue = this.queues.get(origin) ?? { inFlight: 0, waiting: [], head: 0 };
    this.queues.set(origin, queue);
    queue.waiting.push(webhook);
    this.drain(queue);
  }

  private drain(queue: Queue): void {
    while (queue.inFlight < this.options.concurrency) {
      const webhook = queue.waiting[queue.head];
      if (!webhook) break;
      queue.head += 1;
      if (queue.head === queue.waiting.length || queue.head > 1_000) {
        queue.waiting.splice(0, queue.head);
        queue.head = 0;
      }
      if (webhook.state === "cancelled") continue;
      queue.inFlight += 1;
      void this.attempt(webhook).finally(() => {
        queue.inFlight -= 1;
        this.drain(queue);
      });
    }
  }

  private async attempt(webhook: Webhook): Promise<void> {
    const hmac = signBody(webhook.body, this.options.signingSecret());
    const attempt = await this.options.sender.post(
      webhook.address,
      webhookHeaders(webhook, hmac),
      webhook.body,
    );
    if (this.closed) return;
    webhook.attempts.push(attempt);
    this.counts.attempts += 1;
    const success = succeeded(attempt);
    if (!success) this.counts.failedAttempts += 1;
    // A copy, or one whose subscription went away meanwhile, decides nothing.
    if (webhook.once || webhook.state === "cancelled") {
      if (webhook.once) this.finish(webhook, success ? "delivered" : "failed");
      return;
    }
    const wait = success ? null : waitBeforeRetry(webhook.attempts.length);
    if (success) this.finish(webhook, "delivered");
    else if (wait === null) this.finish(webhook, "failed");
    else {
      webhook.state = "waiting";
      this.startAt(webhook, Date.now() + wait / this.options.timeScale());
    }
    this.options.onAttempt(webhook, success, !success && wait === null);
    this.options.changed();
  }

  private finish(webhook: Webhook, state: "delivered" | "failed" | "dropped" | "cancelled"): void {
    webhook.state = state;
    webhook.nextAttemptAt = null;
    this.counts[state] += 1;
    if (this.unfinished.get(webhook.webhookId) === webhook)
      this.unfinished.delete(webhook.webhookId);
    if (webhook.once && this.finished.has(webhook.webhookId)) return;
    this.finished.set(webhook.webhookId, webhook);
    if (this.finished.size > this.options.keep) {
      const [oldest] = this.finished.keys();
      if (oldest !== undefined) this.finished.delete(oldest);
    }
    this.options.changed();
  }

  /** Ends what still waits for these subscriptions. */
  cancelFor(subscriptionIds: ReadonlySet<string>): void {
    for (const webhook of [...this.unfinished.values()]) {
      if (webhook.subscriptionId === null || !subscriptionIds.has(webhook.subscriptionId)) continue;
      this.stopTimer(webhook);
      this.finish(webhook, "cancelled");
    }
  }

  /** Sends what is held or waiting at once. @returns how many. */
  sendNow(which: (webhook: Webhook) => boolean): number {
    let sent = 0;
    for (const webhook of [...this.unfinished.values()]) {
      if (
        (webhook.state !== "held" &&
          webhook.state !== "waiting" &&
          webhook.nextAttemptAt === null) ||
        !which(webhook)
      )
        continue;
      this.stopTimer(webhook);
      this.push(webhook);
      sent += 1;
    }
    this.gathered.clear();
    return sent;
  }

  private stopTimer(webhook: Webhook): void {
    clearTimeout(this.timers.get(webhook.webhookId));
    this.timers.delete(webhook.webhookId);
  }

  find(webhookId: string): Webhook | undefined {
    return this.unfinished.get(webhookId) ?? this.finished.get(webhookId);
  }

  /** Newest last. */
  list(): Webhook[] {
    return [...this.finished.values(), ...this.unfinished.values()].sort(
      (a, b) => a.createdAt - b.createdAt,
    );
  }

  /** Those that are sent as soon as there is room: neither waiting for a retry nor held. */
  get queuedCount(): number {
    let count = 0;
    for (const queue of this.queues.values()) {
      count += queue.inFlight + queue.waiting.length - queue.head;
    }
    return count;
  }

  get unfinishedCount(): number {
    return this.unfinished.size;
  }

  /** What must outlive a restart: everything that is not finished, and the counts. */
  toJson(): unknown {
    const unfinished = [...this.unfinished.values()].slice(-KEPT_OVER_A_RESTART);
    return { counts: this.counts, unfinished: unfinished.map((one) => webhookToJson(one, true)) };
  }

  /** Goes on with what {@link toJson} gave. */
  restore(json: unknown): void {
    const stored = json as { counts: EngineCounts; unfinished: unknown[] };
    Object.assign(this.counts, stored.counts);
    for (const entry of stored.unfinished) {
      const webhook = webhookFromJson(entry);
      this.unfinished.set(webhook.webhookId, webhook);
      if (webhook.state === "held") continue;
      this.startAt(webhook, webhook.nextAttemptAt ?? Date.now());
    }
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
