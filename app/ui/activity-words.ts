/** What was done, in words; the audit trail holds codes. */
const ACTIONS: Readonly<Record<string, string>> = {
  "destination.create": "Added a destination",
  "destination.update": "Changed a destination",
  "destination.pause": "Paused a destination",
  "destination.resume": "Resumed a destination",
  "destination.disable": "Disabled a destination",
  "destination.delete": "Deleted a destination",
  "destination.test": "Sent a test event",
  "delivery.replay": "Replayed an event",
  "delivery.retry_now": "Retried a delivery",
  "delivery.pass_over": "Let a failed delivery be passed over",
  "event.reveal": "Revealed personal data of an event",
  "issue.acknowledge": "Acknowledged an issue",
  "alerts.add": "Added an alert",
  "alerts.remove": "Removed an alert",
  "subscriptions.choose": "Chose topics",
  "subscriptions.register": "Registered subscriptions with Shopify",
  "subscription.missing": "Noticed that a subscription is missing",
  "shop.opened": "The app was opened for the first time",
  "shop.reinstalled": "The app was installed again",
  "shop.uninstalled": "The app was uninstalled",
  "compliance.received": "Shopify asked about personal data",
  "compliance.report": "Downloaded a report of personal data",
  "compliance.done": "Finished a request about personal data",
};

/** A code that nobody has worded is taken apart into words. */
export function activityText(action: string): string {
  const known = ACTIONS[action];
  if (known) return known;
  const words = action.replaceAll(/[._-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const PAGES: Readonly<Record<string, string>> = {
  destination: "/app/destinations/",
  event: "/app/events/",
  issue: "/app/issues/",
};

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where what it was done to can be seen; undefined where there is no such page. */
export function activityUrl(action: string, subject: string | null): string | undefined {
  const page = PAGES[action.split(".", 1)[0] ?? ""];
  return page && subject && ID.test(subject) && action !== "destination.delete"
    ? page + subject
    : undefined;
}
