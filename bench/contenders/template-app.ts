import { existsSync, statSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { generateClient, TEMPLATE_CLIENT } from "../../scripts/build-steps.ts";
import { packageCommand, ROOT, runNode } from "../../scripts/command.ts";
import { SHOP } from "../settings.ts";

export const TEMPLATE_APP = join(ROOT, "bench/template-app");

/** What the template's migrations make, and the session that an installation leaves behind. */
export const TEMPLATE_TABLES = `
CREATE TABLE "Session" (
  "id" text PRIMARY KEY,
  "shop" text NOT NULL,
  "state" text NOT NULL,
  "isOnline" boolean NOT NULL DEFAULT false,
  "scope" text,
  "expires" timestamp(3),
  "accessToken" text NOT NULL,
  "userId" bigint,
  "firstName" text,
  "lastName" text,
  "email" text,
  "accountOwner" boolean NOT NULL DEFAULT false,
  "locale" text,
  "collaborator" boolean DEFAULT false,
  "emailVerified" boolean DEFAULT false,
  "refreshToken" text,
  "refreshTokenExpires" timestamp(3)
);
CREATE TABLE "Event" (
  "id" text PRIMARY KEY,
  "shop" text NOT NULL,
  "topic" text NOT NULL,
  "webhookId" text NOT NULL,
  "payload" jsonb NOT NULL,
  "receivedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "Session" (id, shop, state, scope, expires, "accessToken")
VALUES ('offline_${SHOP}', '${SHOP}', '', 'read_orders', now() + interval '1 day', 'shpat_bench');`;

/** Generates its Prisma client and builds it, unless what is built is newer than its sources. */
export async function buildTemplateApp(): Promise<void> {
  const built = join(TEMPLATE_APP, "build/server/index.js");
  const sources = [join(ROOT, "package-lock.json")];
  for await (const file of glob("{app,prisma}/**/*.{ts,tsx,prisma}", { cwd: TEMPLATE_APP })) {
    sources.push(join(TEMPLATE_APP, file));
  }
  const changed = Math.max(...sources.map((source) => statSync(source).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > changed) return;
  await generateClient(TEMPLATE_CLIENT);
  await runNode(
    [
      packageCommand("@remix-run/dev/dist/cli.js"),
      "vite:build",
      "bench/template-app",
      "--logLevel",
      "warn",
    ],
    { quiet: true, env: { NODE_ENV: "production" } },
  );
}
