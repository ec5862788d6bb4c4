import { z } from "zod";
import type { Answer, Operation } from "./operation.ts";
import { PROBLEMS, type ProblemCode } from "./problem.ts";
import { RATE } from "./rate.ts";
import { SCOPES } from "./scope.ts";
import { problem } from "./shapes.ts";

type Json = Readonly<Record<string, unknown>>;

/** What any operation can answer with. */
const ALWAYS: readonly ProblemCode[] = [
  "invalid-request",
  "missing-token",
  "invalid-token",
  "missing-scope",
  "too-many-requests",
  "our-fault",
];

/** The description of the API (OpenAPI 3.1), written from what the operations really check and give. */
export function describeApi(operations: readonly Operation[], appUrl: URL): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const methods = (paths[operation.path] ??= {});
    methods[operation.method.toLowerCase()] = describeOperation(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Rollcall",
      version: "1",
      description: `Events of one store, their deliveries and destinations. A token is made in Rollcall under API tokens and belongs to one store; it may ask ${RATE.burst} times at once and ${RATE.perSecond} times a second on average. Members may be added to answers.`,
    },
    servers: [{ url: new URL("/api/v1", appUrl).href }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: scopesTold() },
      },
      schemas: { Problem: schemaOf(problem) },
    },
  };
}

function scopesTold(): string {
  const lines = Object.entries(SCOPES).map(([name, meaning]) => `- \`${name}\`: ${meaning}`);
  return `Scopes of a token:\n${lines.join("\n")}`;
}

function describeOperation(operation: Operation): Json {
  const { id, summary, description, scopes, query, body, answer, problems = [] } = operation;
  const possible = [
    ...(body ? (["body-too-large", "not-json"] as const) : []),
    ...problems,
    ...ALWAYS,
  ];
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    // A bearer scheme may name roles since OpenAPI 3.1 (security requirement object).
    security: [{ token: scopes }],
    parameters: [...pathParameters(operation.path), ...queryParameters(query)],
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body) } } },
    }),
    responses: { [answer.status]: describeAnswer(answer), ...describeProblems(possible) },
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string", format: "uuid" },
  }));
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function describeAnswer(answer: Answer): Json {
  if ("schema" in answer) {
    const content = { "application/json": { schema: schemaOf(answer.schema) } };
    return { description: answer.description, content };
  }
  if (!("contentTypes" in answer)) return { description: answer.description };
  const content = Object.fromEntries(answer.contentTypes.map((type) => [type, { schema: {} }]));
  return { description: answer.description, content };
}

/** Problems with the same status share one answer. */
function describeProblems(codes: readonly ProblemCode[]): Json {
  const told: Record<string, { description: string; content: Json }> = {};
  for (const code of codes) {
    const { status, title } = PROBLEMS[code];
    const before = told[status]?.description;
    told[status] = {
      description: before === undefined ? title : `${before}; or: ${title.toLowerCase()}`,
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    };
  }
  return told;
}

/** JSON Schema 2020-12, the dialect of OpenAPI 3.1. Answers stay open to members added later. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
