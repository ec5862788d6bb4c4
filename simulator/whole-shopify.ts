import path from "node:path";
import { attachEnvironment } from "./network/attach-environment.ts";
import { ensureCertificates } from "./network/certificates.ts";
import { startConnectProxy, type RefusedConnection } from "./network/connect-proxy.ts";
import type { SimulatorOptions } from "./options.ts";
import { controlBackend } from "./shell/control-backend.ts";
import { createShell } from "./shell/create-shell.ts";
import type { ShellApp } from "./shell/shell-options.ts";
import { startShopifyFront } from "./shell/shopify-front.ts";
import { prepareStaticFiles } from "./shell/static-files.ts";
import { startSimulator, type Simulator } from "./simulator.ts";

export interface WholeShopifyOptions extends SimulatorOptions {
  /** What the stores know of the app beside its key and address. */
  app: Pick<ShellApp, "name" | "handle" | "scopes" | "optionalScopes">;
  /** Where the certificates are kept. */
  certificateDirectory: string;
}

export interface WholeShopify {
  simulator: Simulator;
  /** The admin for a person's own browser; behind it the app needs `app-proxy.ts`. */
  shellUrl: string;
  /** The port at which a test's browser finds `admin.shopify.com` and the others. */
  tlsPort: number;
  /** To lay over the environment of the app's processes. */
  environment: Record<string, string>;
  /** What the app's processes tried to reach beside shops. */
  refused: readonly RefusedConnection[];
  close(): Promise<void>;
}

/**
 * Starts everything that an app and a person meet at Shopify: the simulator,
 * the admin shell on its port and under Shopify's names, and the proxy by which
 * the app's processes reach shops.
 *
 * @throws Error as `startSimulator` does
 */
export async function startWholeShopify(options: WholeShopifyOptions): Promise<WholeShopify> {
  const { app, certificateDirectory, ...simulatorOptions } = options;
  const [signing] = simulatorOptions.apiSecrets;
  if (signing === undefined) throw new Error("the simulator needs at least one secret");
  const certificates = await ensureCertificates(path.resolve(certificateDirectory));

  let address = "";
  const shell = createShell({
    app: {
      ...app,
      apiKey: simulatorOptions.apiKey,
      apiSecret: signing,
      url: simulatorOptions.appUrl,
    },
    backend: controlBackend(() => address),
  });
  const simulator = await startSimulator({
    ...simulatorOptions,
    extraHandlers: [...(simulatorOptions.extraHandlers ?? []), shell],
  });
  address = simulator.url;

  const proxy = await startConnectProxy({
    certificates,
    handleShopRequest: simulator.handleShopRequest,
  });
  const front = await startShopifyFront({ certificates, shell });
  await prepareStaticFiles();

  return {
    simulator,
    shellUrl: address,
    tlsPort: front.port,
    environment: attachEnvironment({ proxyPort: proxy.port, caFile: certificates.caFile }),
    refused: proxy.refused,
    async close() {
      await Promise.all([front.close(), proxy.close()]);
      await simulator.close();
    },
  };
}
