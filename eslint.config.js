import js from "@eslint/js";
import { importX } from "eslint-plugin-import-x";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { rollcall } from "./eslint-rules.js";

const DOMAINS = [
  "intake",
  "event-log",
  "destinations",
  "delivery",
  "subscriptions",
  "reconciliation",
  "shops",
  "compliance",
  "issues",
  "public-api",
  "alerts",
];

/** Which domains a domain may import. Everything it is not listed for is a wall. */
const MAY_IMPORT = {
  "event-log": [],
  destinations: [],
  delivery: ["event-log", "destinations"],
  intake: ["event-log", "destinations", "delivery"],
  reconciliation: ["intake", "event-log", "delivery"],
  subscriptions: ["event-log"],
  shops: DOMAINS.filter((domain) => !["intake", "compliance"].includes(domain)),
  compliance: DOMAINS.filter((domain) => domain !== "intake"),
  issues: ["event-log", "delivery", "subscriptions", "reconciliation"],
  "public-api": ["event-log", "delivery", "destinations", "reconciliation"],
  alerts: ["destinations", "issues"],
};

const patterns = (names) => names.flatMap((name) => [`\\#app/${name}/**`, `**/${name}/**`]);

const walls = DOMAINS.map((domain) => ({
  files: [`app/${domain}/**`],
  ignores: ["**/*.test.*"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: patterns(
              DOMAINS.filter((other) => other !== domain && !MAY_IMPORT[domain].includes(other)),
            ),
            message: `${domain} may import of the domains only: ${MAY_IMPORT[domain].join(", ") || "none"}. Tell the other one by a job in app/jobs/catalog.ts.`,
          },
          {
            group: patterns(["routes", "ui"]),
            message: "Imports run one way: routes → domains → platform.",
          },
          {
            group: ["**/simulator/**", "**/tests/**", "\\#tests/**"],
            message: "The app knows neither its simulator nor its tests.",
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      "build/",
      "prisma/generated/",
      "node_modules/",
      ".data/",
      ".cache/",
      "bench/template-app/build/",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { "import-x": importX, rollcall },
    settings: {
      "import-x/resolver-next": [createTypeScriptImportResolver({ project: "tsconfig.json" })],
      "import-x/extensions": [".ts", ".tsx"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".tsx"] },
    },
    rules: {
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "Only config.server.ts reads process.env: take the value from there.",
        },
      ],
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
      "rollcall/file-name": "error",
      "rollcall/tables-only-in-stores": "error",
      "rollcall/shop-first": "error",
      "rollcall/pure-or-server": "error",
    },
  },
  {
    files: [
      "app/config.server.ts",
      "app/migrations.server.ts",
      "simulator/main.ts",
      "prisma.config.ts",
      "{tests,scripts,bench,simulator,packages}/**",
    ],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["scripts/**", "bench/**", "simulator/**", "tests/setup/**"],
    rules: { "no-console": "off" },
  },
  {
    files: ["tests/**", "**/*.test.ts", "**/*.test.tsx"],
    rules: {
      "max-lines": ["error", { max: 400 }],
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "process",
          "console",
          "URL",
          "setTimeout",
          "clearTimeout",
          "setInterval",
          "clearInterval",
          "fetch",
          "Buffer",
          "AbortController",
          "AbortSignal",
          "Headers",
          "performance",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    files: ["**/*.tsx"],
    plugins: { "react-hooks": reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  ...walls,
  {
    files: ["app/routes/**"],
    ignores: ["**/*.test.*"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["\\#app/db.server*", "**/db.server*", "\\#prisma/*"],
              message:
                "Routes are thin: authenticate, one query or one command, render. Queries stand in *-queries.server.ts.",
            },
            {
              group: ["**/*-system-store.server*"],
              message: "A system store works across shops; a route serves one.",
            },
            {
              group: ["**/simulator/**", "**/tests/**", "\\#tests/**"],
              message: "The app knows neither its simulator nor its tests.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["app/ui/**"],
    ignores: ["**/*.test.*"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["**/*.server", "**/*.server.ts"], message: "ui imports only pure files." },
          ],
        },
      ],
    },
  },
  {
    files: ["app/*.ts", "app/*.tsx", "app/shopify-admin/**"],
    ignores: ["**/*.test.*", "app/process.server.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: patterns([...DOMAINS, "routes", "ui"]),
              message: "The platform knows no domain.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["simulator/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["\\#app/**", "**/app/**", "\\#prisma/**"],
              message: "The simulator is an independent check: it imports nothing of the app.",
            },
          ],
        },
      ],
    },
  },
);
