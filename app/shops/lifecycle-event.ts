import { asObject, asText, parsePayload } from "#app/event-log/payload.ts";

/** What a lifecycle event asks for, once it is clear that it may ask for it. */
export type LifecycleTask =
  | Readonly<{ kind: "uninstall" }>
  | Readonly<{ kind: "read-scopes" }>
  | Readonly<{
      kind: "compliance";
      topic: "customers/data_request" | "customers/redact" | "shop/redact";
    }>
  | Readonly<{ kind: "ignore"; because: IgnoredBecause }>;

export type IgnoredBecause =
  /** The signed body names another shop than the header: sent in under a name that is not its own. */
  | "another-shop"
  /** The body is not what Shopify sends for this topic, or has been redacted. */
  | "unreadable"
  /** Triggered before the present installation. */
  | "earlier-installation"
  | "not-a-lifecycle-topic";

export type LifecycleEvent = Readonly<{
  topic: string;
  triggeredAt: Date | null;
  body: Uint8Array | undefined;
}>;

/**
 * Decides what an event asks for. Shopify signs the body alone, so the shop in the header proves
 * nothing: only the shop that the body names is acted on.
 * @param shop the one the event was stored for
 */
export function readLifecycleEvent(
  event: LifecycleEvent,
  shop: Readonly<{ domain: string; installedAt: Date | null }>,
): LifecycleTask {
  switch (event.topic) {
    case "app/uninstalled": {
      const named = fieldOf(event.body, ["myshopify_domain", "domain"]);
      const ignored = compare(named, shop.domain);
      if (ignored) return ignored;
      if (event.triggeredAt && shop.installedAt && event.triggeredAt < shop.installedAt) {
        return { kind: "ignore", because: "earlier-installation" };
      }
      return { kind: "uninstall" };
    }
    case "app/scopes_update":
      // Its body names no shop, so it is only taken as a reason to ask Shopify.
      return { kind: "read-scopes" };
    case "customers/data_request":
    case "customers/redact":
    case "shop/redact": {
      const ignored = compare(fieldOf(event.body, ["shop_domain"]), shop.domain);
      return ignored ?? { kind: "compliance", topic: event.topic };
    }
    default:
      return { kind: "ignore", because: "not-a-lifecycle-topic" };
  }
}

function compare(named: string | undefined, domain: string): LifecycleTask | undefined {
  if (named === undefined) return { kind: "ignore", because: "unreadable" };
  if (named.toLowerCase() !== domain) return { kind: "ignore", because: "another-shop" };
  return undefined;
}

/** The first of the fields that holds a text. */
function fieldOf(body: Uint8Array | undefined, names: readonly string[]): string | undefined {
  const payload = asObject(parsePayload(body ? new TextDecoder().decode(body) : ""));
  for (const name of names) {
    const value = asText(payload?.[name]);
    if (value !== undefined) return value;
  }
  return undefined;
}
