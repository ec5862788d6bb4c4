import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{app,simulator,bench,scripts}/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
          globalSetup: ["tests/setup/global.ts"],
          setupFiles: ["tests/setup/environment.ts", "tests/setup/strict.ts"],
        },
      },
    ],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Conditions are waited for; a slow, busy machine takes its time.
    expect: { poll: { timeout: 15_000 } },
  },
});
