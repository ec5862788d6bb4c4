/** Which values of a Shopify payload tell something about a person. */

/** Personal wherever they stand. */
const ALWAYS = new Set([
  "email",
  "contact_email",
  "phone",
  "first_name",
  "last_name",
  "address1",
  "address2",
  "city",
  "zip",
  "company",
  "latitude",
  "longitude",
  "browser_ip",
  "user_agent",
  "session_hash",
  "note",
  "gift_message",
  "recipient",
  "tax_id",
  "vat_number",
  "date_of_birth",
  // Whoever has these opens the customer's own order page or cart.
  "order_status_url",
  "token",
  "cart_token",
  "checkout_token",
  "landing_site",
  "referring_site",
  "tracking_number",
  "tracking_numbers",
  "tracking_url",
  "tracking_urls",
]);

/** Everything within them is personal. */
const WHOLE = new Set(["payment_details", "credit_card", "receipt", "client_details"]);

/** Objects that describe a person, where `name` and the like are theirs and not a product's. */
const PERSONS = new Set([
  "customer",
  "billing_address",
  "shipping_address",
  "default_address",
  "addresses",
  "address",
  "destination",
  "user",
]);
const OF_A_PERSON = new Set(["name", "tags", "display_name", "province", "province_code"]);

/** Lists of `{name, value}` that shoppers fill in. */
const FREE_TEXT = new Set(["note_attributes", "properties", "custom_attributes"]);

/**
 * @param path keys from the root down to the value; items of a list have their list's key
 * @param rootIsPerson the payload itself describes a customer
 */
export function isPersonal(path: readonly string[], rootIsPerson: boolean): boolean {
  const key = path.at(-1) ?? "";
  if (ALWAYS.has(key) || path.some((part) => WHOLE.has(part))) return true;
  const parents = path.slice(0, -1);
  if (OF_A_PERSON.has(key)) {
    return (rootIsPerson && path.length === 1) || parents.some((part) => PERSONS.has(part));
  }
  return key === "value" && parents.some((part) => FREE_TEXT.has(part));
}
