import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { log } from "./log.server.ts";
import { addDocumentResponseHeaders } from "./shopify.server.ts";

const ABORT_AFTER_MS = 5_000;
export const streamTimeout = ABORT_AFTER_MS + 1_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  addDocumentResponseHeaders(request, headers);
  const ready = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    const { pipe, abort } = renderToPipeableStream(
      <RemixServer context={context} url={request.url} abortDelay={ABORT_AFTER_MS} />,
      {
        [ready]: () => {
          const body = new PassThrough();
          headers.set("Content-Type", "text/html");
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
          pipe(body);
        },
        onShellError: reject,
        onError: (error) => {
          status = 500;
          log.error({ err: error }, "page failed to render");
        },
      },
    );
    setTimeout(abort, streamTimeout).unref();
  });
}

/** Faults of loaders and actions; an aborted request is none. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted) return;
  log.error({ err: error, path: new URL(request.url).pathname }, "request failed");
}
