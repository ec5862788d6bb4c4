import { compareVersions, type Version } from "./version.ts";

/** What must be remembered of a customer, so that nothing late undoes what is newer. */
export type CustomerFacts = Readonly<{
  /** Of the newest state that was written. */
  version?: Version;
  /** Of each consent that was written, by channel. */
  consent: Readonly<Partial<Record<ConsentChannel, Consent>>>;
  /** Shopify merged this customer into that one: whatever still comes of it goes there. */
  mergedInto?: string;
  deleted?: true;
}>;

export type ConsentChannel = "email" | "sms";
/** `at`: milliseconds since 1970, 0 when Shopify does not say. */
export type Consent = Readonly<{ state: string; at: number }>;

export const NO_CUSTOMER_FACTS: CustomerFacts = { consent: {} };

/** The outcome does not depend on which side came first, nor how often. */
export function joinCustomerFacts(a: CustomerFacts, b: CustomerFacts): CustomerFacts {
  const version = newerVersion(a.version, b.version);
  const email = newerConsent(a.consent.email, b.consent.email);
  const sms = newerConsent(a.consent.sms, b.consent.sms);
  const mergedInto = a.mergedInto ?? b.mergedInto;
  return {
    ...(version && { version }),
    consent: { ...(email && { email }), ...(sms && { sms }) },
    ...(mergedInto !== undefined && { mergedInto }),
    ...((a.deleted || b.deleted) && { deleted: true }),
  };
}

function newerVersion(a: Version | undefined, b: Version | undefined): Version | undefined {
  if (!a || !b) return a ?? b;
  return compareVersions(a, b) > 0 ? a : b;
}

/** At the same time, the one that allows less. */
function newerConsent(a: Consent | undefined, b: Consent | undefined): Consent | undefined {
  if (!a || !b) return a ?? b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return allows(a) > allows(b) ? b : a;
}

function allows({ state }: Consent): number {
  return ["unsubscribed", "redacted", "invalid", "not_subscribed", "pending", "subscribed"].indexOf(
    state,
  );
}
