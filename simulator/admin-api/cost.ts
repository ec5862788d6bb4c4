import {
  getNamedType,
  isCompositeType,
  isObjectType,
  isInterfaceType,
  isListType,
  getNullableType,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";

/**
 * Shopify's documented costs: a scalar or enum 0, an object 1, a connection
 * 2 and its objects by `first` or `last`, a mutation 10, an interface or union
 * the most of its possible selections.
 * https://shopify.dev/docs/api/usage/rate-limits#calculating-query-costs
 */
const MUTATION = 10;
const CONNECTION = 2;
/** Connections, edges and page information are no objects of their own. */
const FREE = /(?:Edge|PageInfo|UserError)$/;

interface Context {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

/** What Shopify asks for before it runs an operation. */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const context = contextOf(schema, document, variables);
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const inside = costOf(context, root, operation.selectionSet, 1);
  if (operation.operation !== "mutation") return inside;
  return MUTATION * operation.selectionSet.selections.length;
}

function contextOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
): Context {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === "FragmentDefinition") fragments.set(definition.name.value, definition);
  }
  return { schema, fragments, variables };
}

/** @param size how many nodes the connection that this stands in may hold. */
function costOf(
  context: Context,
  type: GraphQLCompositeType,
  set: SelectionSetNode,
  size: number,
): number {
  let sum = 0;
  let most = 0;
  for (const selection of set.selections) {
    if (selection.kind === "Field") {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      const field = type.getFields()[selection.name.value];
      if (field && selection.selectionSet) sum += fieldCost(context, field, selection, size);
      continue;
    }
    const fragment =
      selection.kind === "InlineFragment" ? selection : context.fragments.get(selection.name.value);
    if (!fragment) continue;
    const name = fragment.typeCondition?.name.value;
    const inner = name === undefined ? type : context.schema.getType(name);
    if (!isCompositeType(inner)) continue;
    const cost = costOf(context, inner, fragment.selectionSet, size);
    if (inner === type) sum += cost;
    else most = Math.max(most, cost);
  }
  return sum + most;
}

function fieldCost(
  context: Context,
  field: GraphQLField<unknown, unknown>,
  node: {
    arguments?: readonly { name: { value: string }; value: ValueNode }[];
    selectionSet?: SelectionSetNode;
  },
  size: number,
): number {
  const named = getNamedType(field.type);
  if (!isCompositeType(named) || !node.selectionSet) return 0;
  const asked = askedFor(context, node.arguments ?? []);
  if (named.name.endsWith("Connection")) {
    return CONNECTION + costOf(context, named, node.selectionSet, asked ?? 0);
  }
  if (named.name.endsWith("Edge")) return costOf(context, named, node.selectionSet, size);
  if (FREE.test(named.name)) return 0;
  const one = 1 + costOf(context, named, node.selectionSet, 1);
  if (field.name === "nodes" || field.name === "node") {
    const ids = node.arguments?.find((argument) => argument.name.value === "ids");
    return one * (ids ? lengthOf(context, ids.value) : size);
  }
  return isListType(getNullableType(field.type)) ? one * (asked ?? 1) : one;
}

function askedFor(
  context: Context,
  given: readonly { name: { value: string }; value: ValueNode }[],
): number | null {
  for (const argument of given) {
    if (argument.name.value !== "first" && argument.name.value !== "last") continue;
    const value = argument.value;
    if (value.kind === "IntValue") return Number(value.value);
    if (value.kind === "Variable") {
      const number = context.variables[value.name.value];
      if (typeof number === "number") return number;
    }
  }
  return null;
}

function lengthOf(context: Context, value: ValueNode): number {
  if (value.kind === "ListValue") return value.values.length;
  if (value.kind === "Variable") {
    const list = context.variables[value.name.value];
    return Array.isArray(list) ? list.length : 1;
  }
  return 1;
}

/** What a result really cost: its objects, counted. */
export function actualCost(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  data: unknown,
  requested: number,
): number {
  if (operation.operation === "mutation") return requested;
  return Math.min(requested, countObjects(data, true));
}

function countObjects(value: unknown, free = false): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, part) => sum + countObjects(part), 0);
  if (typeof value !== "object" || value === null) return 0;
  const record = value as Record<string, unknown>;
  let own = "hasNextPage" in record || "endCursor" in record ? 0 : 1;
  // An edge is free, and a connection costs its two points.
  if (free) own = 0;
  else if ("edges" in record || ("nodes" in record && Array.isArray(record["nodes"])))
    own = CONNECTION;
  else if ("node" in record) own = 0;
  let sum = own;
  for (const part of Object.values(record)) sum += countObjects(part);
  return sum;
}
