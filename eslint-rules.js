/** The project's own rules, each one a sentence of docs/architecture.md. */

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:server|client|test|d|config))*$/;
const REFUSED = /(?:^|-)(?:utils?|helpers?|lib|common|services?|managers?)(?:-|\.|$)/;

const baseName = (path) => path.slice(path.lastIndexOf("/") + 1).replace(/\.[cm]?[jt]sx?$/, "");
const isTest = (path) => /\.test\.tsx?$/.test(path) || path.includes("/tests/");
const inApp = (path) => path.includes("/app/") && !path.includes("/template-app/");

/** Files are kebab-case and named for what they do or hold. Remix names its route files by the address. */
const fileName = {
  meta: { type: "problem", schema: [] },
  create(context) {
    return {
      Program(node) {
        const path = context.filename;
        const name = baseName(path);
        if (path.includes("/routes/")) return;
        if (!KEBAB.test(name)) {
          context.report({ node, message: `Name the file in kebab-case: "${name}".` });
        }
        const folders = path.split("/").slice(-3, -1);
        if ([name, ...folders].some((part) => REFUSED.test(part))) {
          context.report({ node, message: `"${name}" says nothing: name what it does or holds.` });
        }
      },
    };
  },
};

/** Tables are touched only in *-store.server.ts (writes) and *-queries.server.ts (reads). */
const tablesOnlyInStores = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const path = context.filename;
    const allowed =
      !inApp(path) ||
      isTest(path) ||
      /-(?:store|queries)\.server\.ts$/.test(path) ||
      /\/app\/(?:db|process|embedded-postgres|migrations)\.server\.ts$/.test(path);
    if (allowed) return {};
    return {
      ImportSpecifier(node) {
        const source = node.parent.source.value;
        if (!/db\.server(?:\.ts)?$/.test(source)) return;
        if (node.importKind === "type" || node.parent.importKind === "type") return;
        if (["prisma", "pool", "keyPool"].includes(node.imported.name)) {
          context.report({
            node,
            message:
              "Tables are touched only in *-store.server.ts (writes) and *-queries.server.ts (reads).",
          });
        }
      },
    };
  },
};

/** Every exported function of a store or query file takes the shop first; what spans shops says `system`. */
const shopFirst = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const path = context.filename;
    if (!inApp(path) || isTest(path)) return {};
    if (!/-(?:store|queries)\.server\.ts$/.test(path)) return {};
    if (/-system-(?:store|queries)\.server\.ts$/.test(path)) return {};
    // These find the shop itself: from its domain, from its session; ask whether keys open at all; close a connection.
    if (
      /\/(?:shop-directory-store|session-store|shop-key-store|advisory-lock-store)\.server\.ts$/.test(
        path,
      )
    )
      return {};
    const first = (parameter) => {
      const target = parameter?.type === "AssignmentPattern" ? parameter.left : parameter;
      return target?.type === "Identifier" ? target.name : undefined;
    };
    const check = (node, parameters) => {
      const names = [first(parameters[0]), first(parameters[1])];
      const shop = names[0] === "tx" ? names[1] : names[0];
      if (!["shopId", "shop"].includes(shop)) {
        context.report({
          node,
          message: "The first parameter is the shop (after a transaction `tx`).",
        });
      }
    };
    return {
      "ExportNamedDeclaration > FunctionDeclaration": (node) => check(node, node.params),
      "ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression":
        (node) => check(node, node.params),
    };
  },
};

const IMPURE_MODULES =
  /^(?:node:(?:fs|fs\/promises|http|https|child_process|dns|dns\/promises|tls|worker_threads)|pg|undici|pg-boss|pino)$/;

/** A file without `.server` has no database, no network, no clock and no randomness. */
const pureOrServer = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const path = context.filename;
    if (!inApp(path) || isTest(path) || /\.server\.ts$/.test(path) || /\.tsx$/.test(path))
      return {};
    const message =
      "A file without .server is pure: take time, randomness and I/O as arguments, or name the file *.server.ts.";
    const report = (node) => context.report({ node, message });
    return {
      ImportDeclaration(node) {
        if (node.importKind === "type") return;
        const source = node.source.value;
        if (IMPURE_MODULES.test(source) || /\.server(?:\.ts)?$/.test(source)) report(node);
      },
      "CallExpression[callee.object.name='Date'][callee.property.name='now']": report,
      "CallExpression[callee.object.name='Math'][callee.property.name='random']": report,
      "CallExpression[callee.object.name='performance']": report,
      "CallExpression[callee.name=/^(fetch|setTimeout|setInterval|randomUUID|randomBytes)$/]":
        report,
      "NewExpression[callee.name='Date'][arguments.length=0]": report,
    };
  },
};

export const rollcall = {
  rules: {
    "file-name": fileName,
    "tables-only-in-stores": tablesOnlyInStores,
    "shop-first": shopFirst,
    "pure-or-server": pureOrServer,
  },
};
