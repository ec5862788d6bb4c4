import { PrismaPg } from "adapter-pg-for-migrations";
import { defineConfig } from "prisma/config";

const url = process.env["DATABASE_URL"] ?? "";

// The schema engine runs as WebAssembly from the package, so that nothing is downloaded. It needs
// the adapter of Prisma 7: the one of 6.19 cannot read PostgreSQL's `name` type.
export default defineConfig({
  schema: "prisma/schema.prisma",
  engine: "js",
  experimental: { adapter: true },
  adapter: async () => new PrismaPg({ connectionString: url }),
});
