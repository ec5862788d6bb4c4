/** How often Shopify tries again, and over how long: https://shopify.dev/docs/apps/build/webhooks */
const RETRIES = 8;
const OVER_MS = 4 * 60 * 60 * 1000;

/**
 * The wait before a retry, in milliseconds of Shopify's time. Shopify says
 * "8 times over the next 4 hours" with exponential backoff and no more; this
 * doubles from 56 seconds, which adds up to 4 hours.
 *
 * @param retry 1 for the first retry.
 * @returns null when there is no such retry.
 */
export function waitBeforeRetry(retry: number): number | null {
  if (retry < 1 || retry > RETRIES) return null;
  return (OVER_MS * 2 ** (retry - 1)) / (2 ** RETRIES - 1);
}
