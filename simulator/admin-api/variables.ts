import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { present } from "../present.ts";
import type { ShopifyError } from "./error-shapes.ts";

interface Problem {
  path: (string | number)[];
  explanation: string;
}

/** What is wrong with the variables of a request, in Shopify's shape; empty when all fit. */
export function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): ShopifyError[] {
  const errors: ShopifyError[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
    if (!type) continue;
    const given = variables[name];
    if (given === undefined && (definition.defaultValue || !isNonNullType(type))) continue;
    const problems = problemsOf(type, given, []);
    if (problems.length === 0) continue;
    const detail = problems
      .filter((problem) => problem.path.length > 0)
      .map((problem) => `${problem.path.join(".")} (${problem.explanation})`)
      .join(", ");
    const { line, column } = present(definition.loc, "the place of a variable").startToken;
    errors.push({
      message: `Variable $${name} of type ${type} was provided invalid value${detail ? ` for ${detail}` : ""}`,
      locations: [{ line, column }],
      extensions: { code: "INVALID_VARIABLE", value: given ?? null, problems },
    });
  }
  return errors;
}

function problemsOf(type: GraphQLInputType, value: unknown, path: (string | number)[]): Problem[] {
  if (isNonNullType(type)) {
    if (value === null || value === undefined) {
      return [{ path, explanation: "Expected value to not be null" }];
    }
    return problemsOf(type.ofType, value, path);
  }
  if (value === null || value === undefined) return [];
  if (isListType(type)) {
    const list = Array.isArray(value) ? value : [value];
    return list.flatMap((entry, index) =>
      problemsOf(type.ofType, entry, Array.isArray(value) ? [...path, index] : path),
    );
  }
  if (isEnumType(type)) {
    if (typeof value === "string" && type.getValue(value)) return [];
    const names = type
      .getValues()
      .map((entry) => entry.name)
      .join(", ");
    return [{ path, explanation: `Expected "${String(value)}" to be one of: ${names}` }];
  }
  if (isInputObjectType(type)) return objectProblems(type, value, path);
  return scalarProblems(type, value, path);
}

function objectProblems(
  type: GraphQLInputType,
  value: unknown,
  path: (string | number)[],
): Problem[] {
  if (!isInputObjectType(type)) return [];
  if (typeof value !== "object" || Array.isArray(value)) {
    return [{ path, explanation: `Expected "${String(value)}" to be a key-value object.` }];
  }
  const given = value as Record<string, unknown>;
  const fields = type.getFields();
  const unknown = Object.keys(given)
    .filter((key) => !(key in fields))
    .map((key) => ({ path: [...path, key], explanation: `Field is not defined on ${type.name}` }));
  const known = Object.values(fields).flatMap((field) =>
    given[field.name] === undefined && field.defaultValue !== undefined
      ? []
      : problemsOf(field.type, given[field.name], [...path, field.name]),
  );
  return [...unknown, ...known];
}

function scalarProblems(
  type: GraphQLInputType,
  value: unknown,
  path: (string | number)[],
): Problem[] {
  if (!isScalarType(type)) return [];
  const refuse = (explanation: string): Problem[] => [{ path, explanation }];
  switch (type.name) {
    case "ID":
      if (typeof value !== "string" && typeof value !== "number") break;
      return /^gid:\/\/shopify\/\w+\/.+/.test(String(value)) || /^\d+$/.test(String(value))
        ? []
        : refuse(`Invalid global id '${value}'`);
    case "URL":
      if (typeof value === "string" && /^[a-z][a-z0-9+.-]*:/i.test(value)) return [];
      return refuse(`Invalid url '${String(value)}', missing scheme`);
    case "DateTime":
      if (typeof value === "string" && !Number.isNaN(Date.parse(value))) return [];
      return refuse(`Invalid date time '${String(value)}'`);
    default:
      try {
        type.parseValue(value);
        return [];
      } catch {
        break;
      }
  }
  return refuse(`Could not coerce value ${JSON.stringify(value)} to ${type.name}`);
}
