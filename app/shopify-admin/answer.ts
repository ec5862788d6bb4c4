import { z } from "zod";
import type { ThrottleStatus } from "./throttle.ts";

/** What every Admin GraphQL answer looks like, as far as it matters here. */
const envelope = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  extensions: z
    .object({
      cost: z
        .object({
          requestedQueryCost: z.number().optional(),
          actualQueryCost: z.number().nullable().optional(),
          throttleStatus: z
            .object({
              maximumAvailable: z.number(),
              currentlyAvailable: z.number(),
              restoreRate: z.number(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

export type Envelope = z.infer<typeof envelope>;

export type Answer =
  | Readonly<{ kind: "answered"; envelope: Envelope }>
  | Readonly<{ kind: "throttled"; cost: number | undefined; status: ThrottleStatus | undefined }>
  | Readonly<{ kind: "access-denied" }>
  /** A fault at Shopify's, worth another try. */
  | Readonly<{ kind: "fault"; because: string }>
  /** Our document does not fit the schema. */
  | Readonly<{ kind: "invalid"; message: string }>;

/** Shopify answers most errors of GraphQL with status 200; this tells them apart. */
export function readAnswer(text: string): Answer {
  const parsed = envelope.safeParse(parseJson(text));
  if (!parsed.success) return { kind: "fault", because: "an answer that is no GraphQL" };
  const { errors, extensions } = parsed.data;
  if (!errors || errors.length === 0) return { kind: "answered", envelope: parsed.data };
  const codes = errors.map((error) => error.extensions?.code);
  if (codes.includes("THROTTLED")) {
    const cost = extensions?.cost;
    return { kind: "throttled", cost: cost?.requestedQueryCost, status: cost?.throttleStatus };
  }
  if (codes.includes("ACCESS_DENIED")) return { kind: "access-denied" };
  if (codes.includes("INTERNAL_SERVER_ERROR")) {
    return { kind: "fault", because: "an internal error at Shopify" };
  }
  return { kind: "invalid", message: errors.map(({ message }) => message).join("; ") };
}

/** Whether Shopify understood a mutation and declined it. */
export function hasUserErrors({ data }: Envelope): boolean {
  if (typeof data !== "object" || data === null) return false;
  return Object.values(data).some(
    (field: unknown) =>
      typeof field === "object" &&
      field !== null &&
      "userErrors" in field &&
      Array.isArray(field.userErrors) &&
      field.userErrors.length > 0,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
