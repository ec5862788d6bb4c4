import type { Shop, Subscription } from "../store/shop.ts";
import { isValidFilter } from "../webhooks/customise.ts";

export interface UserError {
  field: string[] | null;
  message: string;
}

/** An app's own addresses, which the simulator takes although they are local. */
export interface AddressRules {
  /** Origins that stand for public ones. */
  own: string[];
}

const onAddress = (message: string): UserError => ({
  field: ["webhookSubscription", "callbackUrl"],
  message,
});
const on = (field: string, message: string): UserError => ({
  field: ["webhookSubscription", field],
  message,
});

const INTERNAL_HOST =
  /(?:^|\.)(?:shopify\.com|myshopify\.com|shopifypreview\.com|myshopify\.dev)$|^localhost$|^(?:0|10|127)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\./;

/** What Shopify would say against an address. */
function addressErrors(uri: string, rules: AddressRules): UserError[] {
  if (uri.trim() === "") return [onAddress("Address can't be blank")];
  if (uri.startsWith("pubsub://")) return pubSubErrors(uri.slice("pubsub://".length));
  if (uri.startsWith("arn:aws:events:")) {
    return /^arn:aws:events:[a-z]{2}-[a-z]+-\d+::event-source\/aws\.partner\/shopify\.com(?:\.test)?\/\d+\/.+$/.test(
      uri,
    )
      ? []
      : [onAddress("Address is invalid"), onAddress("Address is not a valid AWS ARN")];
  }
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url && rules.own.includes(url.origin)) return [];
  const errors: UserError[] = [];
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (protocol !== undefined && protocol !== "https") {
    errors.push(onAddress(`Address protocol ${protocol}:// is not supported`));
  } else if (!url || protocol === undefined) {
    errors.push(onAddress("Address is invalid"));
  }
  if (Buffer.byteLength(uri) > 65_535)
    errors.push(onAddress("Address is too big (maximum is 64 KB)"));
  if (url && INTERNAL_HOST.test(url.hostname)) {
    errors.push(onAddress("Address cannot be a Shopify or an internal domain"));
  }
  return errors;
}

function pubSubErrors(rest: string): UserError[] {
  const [project, topic] = rest.split(":");
  if (!project || !topic) {
    return [
      onAddress("Address protocol pubsub:// is not supported"),
      onAddress(
        "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic",
      ),
    ];
  }
  if (!/^(?:\d+|[a-z][a-z0-9-]{4,28}[a-z0-9])$/.test(project)) {
    return [onAddress("Address is invalid"), onAddress("Address is not a valid GCP project id.")];
  }
  if (!/^(?!goog)[A-Za-z][\w.~%-]{2,254}$/.test(topic)) {
    return [onAddress("Address is invalid"), onAddress("Address is not a valid GCP topic id.")];
  }
  return [];
}

/** What Shopify would say against a subscription as it is about to be. */
export function subscriptionErrors(
  shop: Shop,
  wanted: Subscription,
  rules: AddressRules,
): UserError[] {
  const errors = addressErrors(wanted.uri, rules);
  const others = shop.subscriptions.filter((one) => one.id !== wanted.id);
  if (wanted.format !== "JSON" && !wanted.uri.startsWith("http")) {
    errors.push(on("format", "Format can only be used with format: 'json'"));
  }
  const taken = others.some(
    (one) =>
      one.topic === wanted.topic &&
      one.uri === wanted.uri &&
      one.format === wanted.format &&
      one.filter === wanted.filter,
  );
  if (taken) errors.push(onAddress("Address for this topic has already been taken"));
  if (wanted.name !== null) errors.push(...nameErrors(wanted.name, others));
  if (wanted.filter !== null && !isValidFilter(wanted.filter)) {
    errors.push({
      field: ["webhookSubscription"],
      message:
        "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.",
    });
  }
  return errors;
}

function nameErrors(name: string, others: Subscription[]): UserError[] {
  const errors: UserError[] = [];
  if (name === "") errors.push(on("name", "Name is too short (minimum is 1 character)"));
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    errors.push(
      on(
        "name",
        "Name name field can only contain alphanumeric characters, underscores, and hyphens",
      ),
    );
  }
  if (name.length > 50) errors.push(on("name", "Name is too long (maximum is 50 characters)"));
  if (others.some((one) => one.name?.toLowerCase() === name.toLowerCase())) {
    errors.push(on("name", "Name already exists, no duplicate allowed"));
  }
  return errors;
}
