import {
  execute,
  type GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type OperationDefinitionNode,
} from "graphql";
import type { ApiContext, Args } from "./context.ts";
import { actualCost, requestedCost } from "./cost.ts";
import { syntaxError, validationError, type ShopifyError } from "./error-shapes.ts";
import { rootResolvers } from "./resolvers.ts";
import { adminSchema } from "./schema.ts";
import { variableErrors } from "./variables.ts";

const MAX_COST = 1_000;
const DOCUMENTS_KEPT = 500;

export interface GraphqlRequest {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
}

type Checked = { document: DocumentNode } | { errors: ShopifyError[] };

const checked = new Map<string, Checked>();

function check(query: string): Checked {
  let result = checked.get(query);
  if (result) return result;
  result = parseAndValidate(query);
  if (checked.size >= DOCUMENTS_KEPT) checked.clear();
  checked.set(query, result);
  return result;
}

function parseAndValidate(query: string): Checked {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { errors: [syntaxError(error as GraphQLError)] };
  }
  const schema = adminSchema();
  const errors = validate(schema, document);
  if (errors.length === 0) return { document };
  return { errors: errors.map((error) => validationError(error, document, schema)) };
}

const rootFields: GraphQLFieldResolver<unknown, ApiContext, Args> = (
  source,
  args,
  context,
  info,
) => {
  const name = info.fieldName;
  if (source === undefined || source === null) {
    const resolver = rootResolvers[name];
    if (resolver) return resolver(context, args);
    return undefined;
  }
  const value = (source as Record<string, unknown>)[name];
  return typeof value === "function"
    ? (value as (args: Args, context: ApiContext) => unknown)(args, context)
    : value;
};

/**
 * Runs one request against the real schema, within the shop's budget.
 *
 * @returns the body that Shopify would answer with, at HTTP 200.
 */
export async function runGraphql(context: ApiContext, request: GraphqlRequest): Promise<unknown> {
  const query = typeof request.query === "string" ? request.query : "";
  const result = check(query);
  if ("errors" in result) return { errors: result.errors };
  const schema = adminSchema();
  const variables = (request.variables ?? {}) as Record<string, unknown>;
  const operation = operationOf(result.document, request.operationName);
  if (!operation) return { errors: [{ message: "An operation name is required" }] };
  const wrong = variableErrors(schema, operation, variables);
  if (wrong.length > 0) return { errors: wrong };

  const { shop, simulation } = context;
  const requested = requestedCost(schema, result.document, operation, variables);
  if (requested > MAX_COST) return { errors: [tooExpensive(requested)] };
  const costs = (actual: number | null) => ({
    requestedQueryCost: requested,
    actualQueryCost: actual,
    throttleStatus: simulation.throttle.status(shop.domain, shop.plan),
  });
  if (!simulation.throttle.take(shop.domain, shop.plan, requested)) {
    return { errors: [THROTTLED], extensions: { cost: costs(null) } };
  }

  const answer = await execute({
    schema,
    document: result.document,
    contextValue: context,
    variableValues: variables,
    operationName: operation.name?.value,
    fieldResolver: rootFields,
  });
  const actual = actualCost(schema, operation, answer.data, requested);
  simulation.throttle.giveBack(shop.domain, shop.plan, requested - actual);
  return {
    ...(answer.data === undefined ? {} : { data: answer.data }),
    ...(answer.errors ? { errors: answer.errors.map(executionError) } : {}),
    extensions: {
      cost: costs(actual),
      ...(context.searchWarnings.length > 0 ? { search: context.searchWarnings } : {}),
    },
  };
}

const THROTTLED: ShopifyError = {
  message: "Throttled",
  extensions: {
    code: "THROTTLED",
    documentation: "https://shopify.dev/api/usage/rate-limits",
  },
};

/** The answer to a request that is throttled whatever it costs. */
export function throttledAnswer(context: ApiContext): unknown {
  const { shop, simulation } = context;
  simulation.throttle.set(shop.domain, shop.plan, 0);
  const throttleStatus = simulation.throttle.status(shop.domain, shop.plan);
  return {
    errors: [THROTTLED],
    extensions: { cost: { requestedQueryCost: 10, actualQueryCost: null, throttleStatus } },
  };
}

function tooExpensive(cost: number): ShopifyError {
  return {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_COST}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n`,
    extensions: {
      code: "MAX_COST_EXCEEDED",
      cost,
      maxCost: MAX_COST,
      documentation: "https://shopify.dev/api/usage/rate-limits",
    },
  };
}

function operationOf(document: DocumentNode, name: unknown): OperationDefinitionNode | null {
  const operations = document.definitions.filter(
    (one): one is OperationDefinitionNode => one.kind === "OperationDefinition",
  );
  if (typeof name === "string" && name !== "") {
    return operations.find((one) => one.name?.value === name) ?? null;
  }
  return operations.length === 1 ? (operations[0] ?? null) : null;
}

function executionError(error: GraphQLError): ShopifyError {
  const missing = /^Cannot return null for non-nullable field (\S+)\.$/.exec(error.message);
  return {
    message: missing ? `The simulator has no value for ${missing[1]}` : error.message,
    ...(error.locations
      ? { locations: error.locations.map(({ line, column }) => ({ line, column })) }
      : {}),
    ...(error.path ? { path: [...error.path] } : {}),
    ...(Object.keys(error.extensions).length > 0 ? { extensions: { ...error.extensions } } : {}),
  };
}
