import { build, generateClient } from "./build-steps.ts";
import { step } from "./command.ts";

await step("Generating the Prisma client", () => generateClient());
await step("Building app and server", build);
