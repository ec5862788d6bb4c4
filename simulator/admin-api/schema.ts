import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  buildClientSchema,
  type GraphQLEnumType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";

export const API_VERSION = "2026-10";
/** The version the schema is of, and those that are answered with it. */
export const SUPPORTED_VERSIONS = ["2026-01", "2026-04", "2026-07", "2026-10"] as const;

let schema: GraphQLSchema | null = null;

/** The Admin API's real schema, from its introspection. */
export function adminSchema(): GraphQLSchema {
  if (!schema) {
    const file = new URL(`../schema/admin_${API_VERSION}.json.gz`, import.meta.url);
    const json = JSON.parse(gunzipSync(readFileSync(file)).toString()) as
      IntrospectionQuery | { data: IntrospectionQuery };
    schema = buildClientSchema("data" in json ? json.data : json);
  }
  return schema;
}

/** A webhook topic: its names, and the scopes of which one is needed. */
export interface Topic {
  /** Such as `ORDERS_CREATE`. */
  enumName: string;
  /** Such as `orders/create`. */
  name: string;
  /** Empty when none is needed. */
  scopes: string[];
}

let topics: { byEnum: Map<string, Topic>; byName: Map<string, Topic> } | null = null;

/** The topics of the schema's enum; its descriptions name the topic and the scopes. */
export function adminTopics(): { byEnum: Map<string, Topic>; byName: Map<string, Topic> } {
  if (!topics) {
    const type = adminSchema().getType("WebhookSubscriptionTopic") as GraphQLEnumType;
    const all = type.getValues().map((value): Topic => {
      const text = (value.description ?? "").replace(/\s+/g, " ");
      const name = /topic for `([^`]+)`/.exec(text)?.[1] ?? value.name.toLowerCase();
      const requires = /Requires .*$/.exec(text)?.[0] ?? "";
      return { enumName: value.name, name, scopes: requires.match(/\b(?:read|write)_\w+/g) ?? [] };
    });
    topics = {
      byEnum: new Map(all.map((topic) => [topic.enumName, topic])),
      byName: new Map(all.map((topic) => [topic.name, topic])),
    };
  }
  return topics;
}

/** Whether the scopes (with what they imply) cover a topic. */
export function topicAllowed(topic: Topic | undefined, scopes: ReadonlySet<string>): boolean {
  if (!topic || topic.scopes.length === 0) return true;
  return topic.scopes.some((scope) => scopes.has(scope));
}
