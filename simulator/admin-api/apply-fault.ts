import type { ServerResponse } from "node:http";
import { sendJson } from "../http-io.ts";
import type { ApiFault } from "./api-faults.ts";

/** Answers as the fault says; `throttle` and `internal` are the caller's where GraphQL is spoken. */
export function applyFault(res: ServerResponse, fault: ApiFault): void {
  switch (fault.kind) {
    case "hang":
      return;
    case "close":
      res.destroy();
      return;
    case "unavailable":
      sendJson(res, 503, { errors: "Service Unavailable" }, { "retry-after": "2" });
      return;
    case "status":
      sendJson(res, fault.status ?? 500, fault.body ?? { errors: "Simulated" });
      return;
    case "throttle":
      sendJson(res, 429, { errors: "Too Many Requests" }, { "retry-after": "2.0" });
      return;
    case "internal":
      sendJson(res, 500, { errors: "Internal Server Error" });
      return;
    case "down":
      res.writeHead(502, { "content-type": "text/html" });
      res.end(
        "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>",
      );
      return;
  }
}
