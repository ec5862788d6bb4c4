import "@remix-run/node";

// Tells the types of loaders what vite.config.ts turns on: dates arrive as dates.
declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}
