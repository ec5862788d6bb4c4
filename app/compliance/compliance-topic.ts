/** The topics that Shopify's privacy rules ask of every app; shopify.app.toml subscribes to them. */
export type ComplianceTopic = "customers/data_request" | "customers/redact" | "shop/redact";
