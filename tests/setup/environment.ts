// The configuration of the code under test. It is read once, when config.server is first imported.
process.env["SHOPIFY_API_KEY"] = "test-api-key";
process.env["SHOPIFY_API_SECRET"] = "test-api-secret";
process.env["SHOPIFY_APP_URL"] = "https://rollcall.test";
process.env["SCOPES"] =
  "read_orders,read_products,read_customers,read_inventory,read_fulfillments,read_locations";
process.env["ENCRYPTION_KEY"] = Buffer.alloc(32, 7).toString("base64");
process.env["LOG_LEVEL"] ??= "silent";
process.env["ALLOWED_PRIVATE_DESTINATIONS"] = "127.0.0.1,::1";
