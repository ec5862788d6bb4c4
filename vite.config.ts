import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig, type Plugin } from "vite";

/**
 * Makes `server.ts` the entry of the server build. Intake, workers and routes
 * then share one module graph: one database client, one configuration.
 */
function serverEntry(): Plugin {
  return {
    name: "rollcall-server-entry",
    enforce: "post",
    config(_config, { isSsrBuild }) {
      return isSsrBuild
        ? {
            build: {
              rollupOptions: {
                input: {
                  server: "./server.ts",
                  "preparing-thread": "./app/intake/preparing-thread.server.ts",
                },
                output: { entryFileNames: "[name].js" },
              },
            },
          }
        : {};
    },
  };
}

export default defineConfig({
  plugins: [
    remix({
      ignoredRouteFiles: ["**/*.test.*"],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: true,
      },
    }),
    serverEntry(),
  ],
  build: { target: "es2022", assetsInlineLimit: 0 },
  // Polaris is hundreds of small files: in one bundle the server starts in half the time.
  // The library that provides for its components must use that same copy of it.
  ssr: { noExternal: [/^@shopify\/polaris/, "@shopify/shopify-app-remix"] },
});
