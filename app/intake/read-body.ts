import type { IncomingMessage } from "node:http";

export type ReadBody =
  | Readonly<{ kind: "read"; body: Buffer }>
  | Readonly<{ kind: "too_large" }>
  | Readonly<{ kind: "no_room" }>
  | Readonly<{ kind: "aborted" }>;

/**
 * Reads a request's raw bytes. Stops at the limit, whatever Content-Length says, so that a huge or
 * endless body never fills the memory.
 * @param hold asks for memory for the next bytes of the body; false: all requests together hold
 *   as much as they may
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  hold: (bytes: number) => boolean,
): Promise<ReadBody> {
  return new Promise((resolve) => {
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
      request.resume();
      resolve({ kind: "too_large" });
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      const problem = size > maxBytes ? "too_large" : hold(chunk.length) ? undefined : "no_room";
      if (problem) {
        // The rest is read and thrown away: closing at once would reset the sender before it sees 413.
        request.removeAllListeners("data");
        request.resume();
        chunks.length = 0;
        resolve({ kind: problem });
        return;
      }
      chunks.push(chunk);
    });
    request.on("end", () => {
      const only = chunks[0];
      resolve({ kind: "read", body: chunks.length === 1 && only ? only : Buffer.concat(chunks) });
    });
    request.on("error", () => resolve({ kind: "aborted" }));
    request.on("close", () => resolve({ kind: "aborted" }));
  });
}
