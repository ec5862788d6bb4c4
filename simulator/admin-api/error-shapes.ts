import {
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from "graphql";

/** One entry of `errors`, in Shopify's shape. */
export interface ShopifyError {
  message: string;
  locations?: { line: number; column: number }[];
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

/** The names from the operation down to a node, as Shopify gives them: `["query Name", "orders", "first"]`. */
function pathTo(document: DocumentNode, wanted: ASTNode): (string | number)[] {
  const trail: string[] = [];
  let found: string[] | null = null;
  const label = (node: ASTNode): string | null => {
    switch (node.kind) {
      case "OperationDefinition":
        return node.name ? `${node.operation} ${node.name.value}` : node.operation;
      case "FragmentDefinition":
        return `fragment ${node.name.value}`;
      case "InlineFragment":
        return node.typeCondition ? `... on ${node.typeCondition.name.value}` : "...";
      case "FragmentSpread":
        return `... ${node.name.value}`;
      case "Field":
        return node.alias?.value ?? node.name.value;
      case "Argument":
      case "ObjectField":
        return node.name.value;
      default:
        return null;
    }
  };
  visit(document, {
    enter(node) {
      const name = label(node);
      if (name !== null) trail.push(name);
      if (node === wanted) found = [...trail];
    },
    leave(node) {
      if (label(node) !== null) trail.pop();
    },
  });
  return found ?? [];
}

/** The name of the field or input object that an argument belongs to. */
function ownerOf(document: DocumentNode, schema: GraphQLSchema, value: ASTNode) {
  let owner: {
    kind: "Field" | "InputObject";
    name: string;
    argument: string;
    type: string;
  } | null = null;
  const stack: ASTNode[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      enter(node) {
        stack.push(node);
        if (node !== value) return;
        const argument = stack.findLast(
          (one) => one.kind === "Argument" || one.kind === "ObjectField",
        );
        const field = stack.findLast((one) => one.kind === "Field");
        if (argument?.kind === "ObjectField") {
          owner = {
            kind: "InputObject",
            name: String(info.getParentInputType() ?? ""),
            argument: argument.name.value,
            type: String(info.getInputType()),
          };
        } else if (argument?.kind === "Argument" && field?.kind === "Field") {
          owner = {
            kind: "Field",
            name: field.name.value,
            argument: argument.name.value,
            type: String(info.getInputType()),
          };
        }
      },
      leave() {
        stack.pop();
      },
    }),
  );
  return owner as {
    kind: "Field" | "InputObject";
    name: string;
    argument: string;
    type: string;
  } | null;
}

/** A syntax error. */
export function syntaxError(error: GraphQLError): ShopifyError {
  return {
    message: error.message.replace(/^Syntax Error: /, "syntax error, "),
    ...(error.locations ? { locations: [...error.locations] } : {}),
  };
}

type Rule = [
  RegExp,
  (
    match: RegExpExecArray,
    context: { node: ASTNode; document: DocumentNode; schema: GraphQLSchema; operation: string },
  ) => { message: string; extensions: Record<string, unknown> },
];

/** The name of a type without list and non-null marks. */
const bare = (type: string | undefined) => (type ?? "").replace(/[[\]!]/g, "");

const RULES: Rule[] = [
  [
    /^Cannot query field "(.+?)" on type "(.+?)"/,
    ([, fieldName, typeName]) => ({
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      extensions: { code: "undefinedField", typeName, fieldName },
    }),
  ],
  [
    /^Unknown argument "(.+?)" on field "(?:.+?\.)?(.+?)"/,
    ([, argumentName, name]) => ({
      message: `Field '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: "argumentNotAccepted", name, typeName: "Field", argumentName },
    }),
  ],
  [
    /^Field "(.+?)" argument "(.+?)" of type "(.+?)" is required/,
    ([, name, argument]) => ({
      message: `Field '${name}' is missing required arguments: ${argument}`,
      extensions: {
        code: "missingRequiredArguments",
        className: "Field",
        name,
        arguments: argument,
      },
    }),
  ],
  [
    /^Field "(.+?)\.(.+?)" of required type "(.+?)" was not provided/,
    ([, inputObjectType, argumentName, argumentType]) => ({
      message: `Argument '${argumentName}' on InputObject '${inputObjectType}' is required. Expected type ${argumentType}`,
      extensions: {
        code: "missingRequiredInputObjectAttribute",
        argumentName,
        argumentType,
        inputObjectType,
      },
    }),
  ],
  [
    /^Field "(.+?)" is not defined by type "(.+?)"/,
    ([, argumentName, name]) => ({
      message: `InputObject '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: "argumentNotAccepted", name, typeName: "InputObject", argumentName },
    }),
  ],
  [
    /^Variable "\$(.+?)" of type "(.+?)" used in position expecting type "(.+?)"/,
    ([, variableName, typeName, expected], { node, document, schema }) => {
      const owner = ownerOf(document, schema, node);
      const argumentName = owner?.argument ?? "";
      return {
        message: `Type mismatch on variable $${variableName} and argument ${argumentName} (${typeName} / ${expected})`,
        extensions: {
          code: "variableMismatch",
          variableName,
          typeName,
          argumentName,
          errorMessage: "Type mismatch",
        },
      };
    },
  ],
  [
    /^Variable "\$(.+?)" is not defined/,
    ([, variableName], { operation }) => ({
      message: `Variable $${variableName} is used by ${operation} but not declared`,
      extensions: { code: "variableNotDefined", variableName },
    }),
  ],
  [
    /^Variable "\$(.+?)" is never used/,
    ([, variableName], { operation }) => ({
      message: `Variable $${variableName} is declared by ${operation} but not used`,
      extensions: { code: "variableNotUsed", variableName },
    }),
  ],
  [
    /^Field "(.+?)" of type "(.+?)" must have a selection of subfields/,
    ([, name, type]) => ({
      message: `Field must have selections (field '${name}' returns ${bare(type)} but has no selections. Did you mean '${name} { ... }'?)`,
      extensions: {
        code: "selectionMismatch",
        nodeName: `field '${name}'`,
        typeName: bare(type),
      },
    }),
  ],
  [
    /^Field "(.+?)" must not have a selection since type "(.+?)" has no subfields/,
    ([, name, type]) => ({
      message: `Selections can't be made on scalars (field '${name}' returns ${bare(type)} but has selections)`,
      extensions: {
        code: "selectionMismatch",
        nodeName: `field '${name}'`,
        typeName: bare(type),
      },
    }),
  ],
  [
    /^Unknown type "(.+?)"/,
    ([, typeName], { node }) =>
      node.kind === "NamedType"
        ? {
            message: `No such type ${typeName}, so it can't be a fragment condition`,
            extensions: { code: "undefinedType", typeName },
          }
        : {
            message: `${typeName} isn't a defined input type (on $variable)`,
            extensions: { code: "undefinedType", typeName },
          },
  ],
  [
    /^Unknown fragment "(.+?)"/,
    ([, fragmentName]) => ({
      message: `Fragment ${fragmentName} was used, but not defined`,
      extensions: { code: "useAndDefineFragment", fragmentName },
    }),
  ],
  [
    /^Fragment "(.+?)" is never used/,
    ([, fragmentName]) => ({
      message: `Fragment ${fragmentName} was defined, but not used`,
      extensions: { code: "useAndDefineFragment", fragmentName },
    }),
  ],
];

/** A validation error of graphql-js in the words and codes of Shopify's server. */
export function validationError(
  error: GraphQLError,
  document: DocumentNode,
  schema: GraphQLSchema,
): ShopifyError {
  const node = error.nodes?.at(-1) ?? error.nodes?.[0];
  const locations = error.locations
    ? error.locations.map(({ line, column }) => ({ line, column }))
    : [];
  const path = node ? pathTo(document, node) : [];
  const operation = String(path[0] ?? "").split(" ")[1] ?? "anonymous query";
  if (node) {
    for (const [pattern, shape] of RULES) {
      const match = pattern.exec(error.message);
      if (match)
        return {
          ...shape(match, { node, document, schema, operation }),
          locations: locations.slice(0, 1),
          path,
        };
    }
    // What is left over values is a literal of the wrong type.
    const owner = ownerOf(document, schema, node);
    if (owner) {
      return {
        message: `Argument '${owner.argument}' on ${owner.kind} '${owner.name.replace(/[[\]!]/g, "")}' has an invalid value (${print(node)}). Expected type '${owner.type}'.`,
        locations: locations.slice(0, 1),
        path,
        extensions: {
          code: "argumentLiteralsIncompatible",
          typeName: owner.kind,
          argumentName: owner.argument,
        },
      };
    }
  }
  return { message: error.message, locations, path };
}
