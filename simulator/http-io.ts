import type { IncomingMessage, ServerResponse } from "node:http";

/** The whole body of a request, up to `limit` bytes; what is beyond is read and left out. */
export async function readBody(req: IncomingMessage, limit = 64 * 1024 * 1024): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    if (size < limit)
      parts.push(size + part.length > limit ? part.subarray(0, limit - size) : part);
    size += part.length;
  }
  return Buffer.concat(parts);
}

/** Answers with JSON. */
export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = Buffer.from(JSON.stringify(body ?? null));
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": text.length,
    ...headers,
  });
  res.end(text);
}

/** The value as an object with string keys, or an empty one. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
