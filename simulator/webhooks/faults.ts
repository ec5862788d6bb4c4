import type { Webhook } from "./webhook.ts";

export type FaultAction = "drop" | "delay" | "duplicate" | "hold" | "reorder";

/** Something that goes wrong with webhooks, for tests to ask for. */
interface WebhookFault {
  id: string;
  action: FaultAction;
  /** Unset: every shop, every topic. */
  shop?: string;
  topic?: string;
  /** How many webhooks it still touches; unset: all until it is taken away. */
  count?: number;
  /** Which part of them, from 0 to 1. */
  share?: number;
  /** For `delay`. */
  delayMs?: number;
  /** For `duplicate`: how often it is sent in all. */
  times?: number;
  /** For `reorder`: how many are gathered before they are sent in reverse. */
  group?: number;
}

export interface WebhookFaults {
  add(fault: Omit<WebhookFault, "id">): WebhookFault;
  remove(id: string): boolean;
  clear(): void;
  list(): WebhookFault[];
  /** The faults that touch this webhook, counted down. */
  touching(webhook: Webhook): WebhookFault[];
}

/** @param chance true with the given probability. */
export function createWebhookFaults(chance: (probability: number) => boolean): WebhookFaults {
  let faults: WebhookFault[] = [];
  let lastId = 0;
  return {
    add(fault) {
      lastId += 1;
      const added = { ...fault, id: String(lastId) };
      faults.push(added);
      return added;
    },
    remove(id) {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear() {
      faults = [];
    },
    list: () => faults,
    touching(webhook) {
      const touching = faults.filter(
        (fault) =>
          (fault.shop === undefined || fault.shop === webhook.shop) &&
          (fault.topic === undefined || fault.topic === webhook.topic) &&
          (fault.share === undefined || chance(fault.share)),
      );
      for (const fault of touching) {
        if (fault.count !== undefined) fault.count -= 1;
      }
      faults = faults.filter((fault) => fault.count === undefined || fault.count > 0);
      return touching;
    },
  };
}
