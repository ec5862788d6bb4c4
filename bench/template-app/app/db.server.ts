import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../../../.cache/template-client/client.ts";

export const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env["DATABASE_URL"] ?? "" }),
});
