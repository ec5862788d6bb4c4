import { present } from "../present.ts";
import { effectiveScopes, type Plan, type Shop } from "../store/shop.ts";
import { offsetMinutes, shopTime, utcTime } from "../webhooks/serialise.ts";
import type { ApiContext } from "./context.ts";
import { SUPPORTED_VERSIONS } from "./schema.ts";
import { apiVersion } from "./subscription-resolvers.ts";

const PLAN_NAMES: Record<Plan, string> = {
  standard: "Basic",
  advanced: "Advanced",
  plus: "Shopify Plus",
  enterprise: "Commerce Components",
};

function shopNode(shop: Shop, now: number): unknown {
  const offset = shopTime(shop.timezone, now).slice(19);
  return {
    __typename: "Shop",
    id: `gid://shopify/Shop/${shop.id}`,
    name: shop.name,
    email: shop.email,
    contactEmail: shop.email,
    shopOwnerName: shop.owner,
    myshopifyDomain: shop.domain,
    url: `https://${shop.domain}`,
    primaryDomain: {
      id: `gid://shopify/Domain/${shop.id}`,
      host: shop.domain,
      url: `https://${shop.domain}`,
      sslEnabled: true,
    },
    plan: {
      publicDisplayName: PLAN_NAMES[shop.plan],
      displayName: PLAN_NAMES[shop.plan],
      partnerDevelopment: false,
      shopifyPlus: shop.plan === "plus" || shop.plan === "enterprise",
    },
    currencyCode: shop.currency,
    enabledPresentmentCurrencies: [shop.currency],
    ianaTimezone: shop.timezone,
    timezoneAbbreviation: shop.timezone.split("/").at(-1),
    timezoneOffset: offset.replace(":", ""),
    timezoneOffsetMinutes: offsetMinutes(shop.timezone, now),
    createdAt: utcTime(shop.createdAt),
    updatedAt: utcTime(shop.updatedAt),
    taxesIncluded: false,
    taxShipping: false,
    setupRequired: false,
    checkoutApiSupported: true,
    weightUnit: "KILOGRAMS",
    unitSystem: "METRIC_SYSTEM",
    orderNumberFormatPrefix: "#",
    orderNumberFormatSuffix: "",
    shipsToCountries: [shop.countryCode],
    transactionalSmsDisabled: false,
    marketingSmsConsentEnabledAtCheckout: false,
    shopAddress: {
      id: `gid://shopify/ShopAddress/${shop.id}`,
      address1: shop.address1,
      address2: null,
      city: shop.city,
      company: shop.name,
      coordinatesValidated: false,
      country: shop.country,
      countryCodeV2: shop.countryCode,
      formatted: [shop.address1, `${shop.city} ${shop.provinceCode} ${shop.zip}`, shop.country],
      formattedArea: `${shop.city} ${shop.provinceCode}, ${shop.country}`,
      phone: shop.phone,
      province: shop.province,
      provinceCode: shop.provinceCode,
      zip: shop.zip,
    },
  };
}

function appNode(context: ApiContext): unknown {
  return {
    __typename: "App",
    id: "gid://shopify/App/201990000001",
    apiKey: context.simulation.options.apiKey,
    title: "Rollcall",
    handle: "rollcall",
    embedded: true,
    published: true,
    shopifyDeveloped: false,
    developerType: "PARTNER",
    previouslyInstalled: context.shop.installs > 1,
    webhookApiVersion: context.version,
  };
}

const installed = (context: ApiContext) => present(context.shop.installation, "the installation");

const installationNode = (context: ApiContext) => ({
  __typename: "AppInstallation",
  id: `gid://shopify/AppInstallation/${installed(context).id}`,
  launchUrl: `https://${context.shop.domain}/admin/apps/rollcall`,
  app: () => appNode(context),
  activeSubscriptions: [],
  accessScopes: [...effectiveScopes(installed(context).scopes)].map((handle) => ({
    handle,
    description: handle.replaceAll("_", " "),
  })),
});

export const shopQueries = {
  shop: (context: ApiContext) => shopNode(context.shop, context.now),
  app: appNode,
  appInstallation: installationNode,
  currentAppInstallation: installationNode,
  publicApiVersions: () => SUPPORTED_VERSIONS.map(apiVersion),
};
