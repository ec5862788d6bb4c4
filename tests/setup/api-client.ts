import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { describeApi } from "#app/public-api/openapi.ts";
import { OPERATIONS } from "#app/public-api/operations.server.ts";
import { ALL_SCOPES, type Scope } from "#app/public-api/scope.ts";
import { createToken } from "#app/public-api/token-store.server.ts";
import { action, loader } from "#app/routes/api.v1.$.tsx";

type Content = Readonly<Record<string, { schema: object }>>;
type Described = Readonly<{
  operationId: string;
  responses: Readonly<Record<string, { content?: Content }>>;
}>;
type Description = Readonly<{
  paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  components: { schemas: { Problem: object } };
}>;

const APP_URL = new URL("https://rollcall.test");
const description = describeApi(OPERATIONS, APP_URL) as unknown as Description;

/** In the test nothing may be answered that is not described, so every object is closed. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== "object" || part === null) return part;
  const { $ref, ...rest } = part as Record<string, unknown>;
  if ($ref === "#/components/schemas/Problem")
    return closed(description.components.schemas.Problem);
  const members = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, closed(value)]),
  );
  const isObject = members["type"] === "object" && typeof members["properties"] === "object";
  return isObject ? { ...members, additionalProperties: false } : members;
}

const ajv = new Ajv2020({ strict: true, allErrors: true });
for (const [name, check] of [
  ["uuid", /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ["date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ["uri", /^https:\/\/\S+$/],
] as const) {
  ajv.addFormat(name, check);
}
const compiled = new Map<object, ValidateFunction>();

function validatorOf(schema: object): ValidateFunction {
  const validate = compiled.get(schema) ?? ajv.compile(closed(schema) as object);
  compiled.set(schema, validate);
  return validate;
}

/** Compiles every schema of the description. @throws when one is not valid. */
export function compileAll(): number {
  const schemas = Object.values(description.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ content }) =>
        Object.values(content ?? {}).map(({ schema }) => schema),
      ),
    ),
  );
  for (const schema of schemas) validatorOf(schema);
  return schemas.length;
}

/** Ids of the operations that answered with their success, over all calls of the test file. */
export const succeeded = new Set<string>();

export type ApiAnswer = Readonly<{
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}>;

/** One request through the route; whatever comes back has to be as the description says. */
export async function callApi(
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  init: RequestInit = {},
): Promise<ApiAnswer> {
  const request = new Request(`${APP_URL.origin}/api/v1${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...init,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...init.headers,
    },
  });
  const args = { request, params: {}, context: {} };
  const response = await (method === "GET" ? loader(args) : action(args));
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  expectDescribed(method, path, response.status, type, text);
  const isJson = type.endsWith("json") && text !== "";
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

function expectDescribed(
  method: string,
  path: string,
  status: number,
  type: string,
  text: string,
): void {
  const described = describedAt(method, path);
  // What is at no address of the description is still a problem of its shape.
  const content = described
    ? described.responses[status]?.content
    : { "application/problem+json": { schema: description.components.schemas.Problem } };
  const where = `${method} ${path} → ${status}`;
  if (described) expect(Object.keys(described.responses), where).toContain(String(status));
  if (described && status < 300) succeeded.add(described.operationId);
  if (status === 204) return expect(text, where).toBe("");
  expect(Object.keys(content ?? {}), where).toContain(type);
  const validate = validatorOf(content?.[type]?.schema ?? {});
  expect(validate(JSON.parse(text)), `${where}: ${JSON.stringify(validate.errors)}`).toBe(true);
}

function describedAt(method: string, path: string): Described | undefined {
  const bare = path.split("?", 1)[0] ?? "";
  const found = Object.entries(description.paths).find(([template]) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[0-9a-f-]{36}")}$`).test(bare),
  );
  return found?.[1][method.toLowerCase()];
}

/** A token's secret. */
export async function makeToken(
  shopId: string,
  scopes: readonly Scope[] = ALL_SCOPES,
  expiresAt?: Date,
): Promise<{ id: string; secret: string }> {
  const made = await createToken(shopId, { name: "Test", scopes, expiresAt }, "42");
  if (!made.ok) throw new Error("the shop has too many tokens");
  return made;
}
