import { writeDestinationForm } from "../app/destinations/read-form.ts";

/** Where the demo's store, its Shopify and the app are. */
export type Place = Readonly<{
  /** The simulator's own address. */
  control: string;
  app: string;
  store: string;
}>;

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36";
const DESTINATIONS = [
  { name: "ERP", path: "erp", topics: [] },
  {
    name: "Warehouse",
    path: "warehouse",
    topics: ["orders/create", "orders/updated", "orders/cancelled", "fulfillments/create"],
  },
] as const;

/** Makes the store, installs the app and opens it once, as its merchant would. */
export async function openAppOnce(place: Place, scopes: readonly string[]): Promise<void> {
  const { installed } = await control<{ installed: boolean }>(place, "POST", "/control/shops", {
    domain: `${place.store}.myshopify.com`,
    name: "Snow & Pine",
    timezone: "Europe/Stockholm",
    currency: "EUR",
  });
  if (!installed) {
    await control(place, "POST", `/control/shops/${place.store}/install`, { scopes });
  }
  const answer = await fetch(`${place.app}/app?${await openingQuery(place)}`, {
    headers: { "user-agent": BROWSER },
    redirect: "manual",
  });
  if (answer.status !== 200) throw new Error(`the app's first page answered ${answer.status}`);
}

async function openingQuery(place: Place): Promise<URLSearchParams> {
  const host = Buffer.from(`admin.shopify.com/store/${place.store}`).toString("base64");
  return new URLSearchParams({
    embedded: "1",
    shop: `${place.store}.myshopify.com`,
    host,
    id_token: await idToken(place),
  });
}

async function idToken(place: Place): Promise<string> {
  const path = `/control/shops/${place.store}/id-token`;
  return (await control<{ idToken: string }>(place, "POST", path, {})).idToken;
}

async function control<T>(
  { control: base }: Place,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(base + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** Adds the destinations through the app's own form, unless an earlier run has. */
export async function connectDestinations(place: Place): Promise<void> {
  const listed = await inApp(place, "GET", "/app/destinations.data");
  for (const { name, path, topics } of DESTINATIONS) {
    if (listed.includes(`"${name}"`)) continue;
    const fields = {
      name,
      topics,
      onDeadLetter: "free",
      maxAgeHours: "72",
      concurrency: "16",
      ratePerSecond: "",
      own: { url: `${place.control}/destinations/${path}` },
    };
    const form = new URLSearchParams(writeDestinationForm(fields, "save"));
    await inApp(place, "POST", "/app/destinations/new.data", form);
  }
}

/** Asks for the first comparison with Shopify; the later ones come by themselves. */
export async function compareOnce(place: Place): Promise<void> {
  await inApp(
    place,
    "POST",
    "/app/completeness.data?index",
    new URLSearchParams({ intent: "now" }),
  );
}

/** One request of the embedded page, as App Bridge sends it. @throws when the app refuses it. */
async function inApp(
  place: Place,
  method: string,
  path: string,
  form?: URLSearchParams,
): Promise<string> {
  const answer = await fetch(place.app + path, {
    method,
    headers: { authorization: `Bearer ${await idToken(place)}`, "user-agent": BROWSER },
    ...(form && { body: form }),
  });
  const text = await answer.text();
  if (!answer.ok || text.includes('"invalid"')) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  }
  return text;
}
