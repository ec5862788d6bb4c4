import { existsSync, statSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { packageCommand, ROOT, runNode } from "./command.ts";

/** A Prisma schema and the client that is generated from it. */
type Client = Readonly<{ schema: string; client: string }>;

const APP_CLIENT: Client = { schema: "prisma/schema.prisma", client: "prisma/generated/client.ts" };
/** Of the app that the benchmark compares with. */
export const TEMPLATE_CLIENT: Client = {
  schema: "bench/template-app/prisma/schema.prisma",
  client: ".cache/template-client/client.ts",
};

/** Generates a Prisma client when it is missing or older than its schema. */
export async function generateClient({ schema, client } = APP_CLIENT): Promise<boolean> {
  if (!isOlder(join(ROOT, client), [join(ROOT, schema)])) return false;
  await runNode([packageCommand("prisma/build/index.js"), "generate", "--schema", schema], {
    quiet: true,
    // The generator reads no database, and looks for a query engine that this client does not use.
    env: {
      DATABASE_URL: "postgresql://unused",
      PRISMA_QUERY_ENGINE_LIBRARY: join(ROOT, "package.json"),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  return true;
}

/** Builds app and server into build/. */
export async function build(): Promise<void> {
  await runNode(
    [packageCommand("@remix-run/dev/dist/cli.js"), "vite:build", "--logLevel", "warn"],
    {
      quiet: true,
      env: { NODE_ENV: "production" },
    },
  );
}

/** Builds unless what is built is newer than every source of it. @returns whether it built. */
export async function buildIfStale(): Promise<boolean> {
  const sources: string[] = [];
  for await (const file of glob("{app,prisma/generated}/**/*.{ts,tsx,css}", { cwd: ROOT })) {
    sources.push(join(ROOT, file));
  }
  for (const file of ["server.ts", "vite.config.ts", "package-lock.json"]) {
    sources.push(join(ROOT, file));
  }
  if (!isOlder(join(ROOT, "build/server/server.js"), sources)) return false;
  await build();
  return true;
}

function isOlder(target: string, sources: readonly string[]): boolean {
  if (!existsSync(target)) return true;
  const made = statSync(target).mtimeMs;
  return sources.some((source) => statSync(source).mtimeMs > made);
}
