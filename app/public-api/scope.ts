/** What a token may do, in the words of the page where it is made. */
export const SCOPES = {
  "events:read": "See events, with personal data masked",
  "personal-data:read": "Read events as Shopify sent them, with personal data",
  "deliveries:read": "See deliveries and their attempts",
  "deliveries:replay": "Send events again",
  "destinations:read": "See destinations",
  "destinations:write": "Pause and resume destinations",
  listen: "Receive events on a developer’s computer (with personal data, so choose that too)",
} as const;

export type Scope = keyof typeof SCOPES;

export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];

export function isScope(value: string): value is Scope {
  return Object.hasOwn(SCOPES, value);
}
