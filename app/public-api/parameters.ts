import { z } from "zod";
import { isId } from "#app/event-log/event-filter.ts";

/** Parameters of the address: always text, told in the words of whoever wrote them. */

export const LARGEST_PAGE = 100;

export const cursor = z
  .string()
  .refine(isId, "Use `next` of the page before as it is.")
  .optional()
  .meta({ description: "`next` of the page before." });

export const limit = z
  .string()
  .regex(/^(?:[1-9]\d?|100)$/, `Use a whole number from 1 to ${LARGEST_PAGE}.`)
  .optional()
  .meta({ description: "Items on a page; 50 unless given.", examples: ["50"] });

export function pageSize(typed: string | undefined): number {
  return typed === undefined ? 50 : Number(typed);
}

/** An id in a body. */
export const bodyId = z
  .string()
  .refine(isId, "Use an id as Rollcall gave it.")
  .meta({ format: "uuid" });

/** Several values of a fixed set, with commas. */
export function oneOrMore(values: readonly string[]) {
  return z
    .string()
    .refine(
      (text) => text.split(",").every((each) => values.includes(each)),
      `Use one or more of ${values.join(", ")}, with commas.`,
    )
    .optional()
    .meta({ description: `One or more of ${values.join(", ")}, with commas.` });
}

/** A topic in a body. */
export const topicName = z
  .string()
  .regex(/^[a-z_]+(?:\/[a-z_]+)+$/, "Write topics like orders/create.");

export const topics = z
  .string()
  .regex(
    /^[a-z_]+(?:\/[a-z_]+)+(?:,[a-z_]+(?:\/[a-z_]+)+)*$/,
    "Write topics like orders/create,orders/paid.",
  )
  .max(2_000, "Name fewer topics.")
  .optional()
  .meta({ description: "One or more topics, with commas.", examples: ["orders/create"] });

/** RFC 3339 with a zone: without one it would mean another moment on each machine. */
export const time = z
  .string()
  .regex(/^20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/, {
    error: "Write a time like 2026-11-21T09:30:00Z.",
    abort: true,
  })
  .refine((text) => !Number.isNaN(Date.parse(text)), "This date does not exist.")
  .optional()
  .meta({ examples: ["2026-11-21T09:30:00Z"] });
