import {
  ApiVersion,
  AppDistribution,
  LogSeverity,
  shopifyApp,
} from "@shopify/shopify-app-remix/server";
import "@shopify/shopify-app-remix/adapters/node";
import { config } from "./config.server.ts";
import { log } from "./log.server.ts";
import { sessionStorage } from "./session-store.server.ts";

/** The Admin API version the app speaks and subscribes with. */
export const API_VERSION = ApiVersion.October26;

/**
 * Shopify's own library: session tokens, token exchange, the embedded page's headers. Webhooks do
 * not go through it (docs/decisions/004-own-webhook-verification.md).
 */
export const shopify = shopifyApp({
  apiKey: config.shopify.apiKey,
  apiSecretKey: config.shopify.apiSecrets[0],
  apiVersion: API_VERSION,
  scopes: [...config.shopify.scopes],
  appUrl: config.shopify.appUrl.origin,
  authPathPrefix: "/auth",
  sessionStorage,
  distribution: AppDistribution.AppStore,
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  logger: {
    level: LogSeverity.Warning,
    // The library's messages may hold a query string; its level and first words are enough.
    log: async (severity, message) => {
      const text = message.replace(/\?\S*/g, "?…").slice(0, 300);
      if (severity === LogSeverity.Error) log.error({ from: "shopify-api" }, text);
      else log.warn({ from: "shopify-api" }, text);
    },
  },
});

export const { authenticate, unauthenticated, addDocumentResponseHeaders } = shopify;
