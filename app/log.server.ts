import { pino } from "pino";
import { config } from "./config.server.ts";

/**
 * Structured log, one JSON line each on standard output. Callers pass ids, codes and counts only:
 * never a payload, a token, a header or a secret. What slips into an error's context is cut here.
 */
export const log = pino(
  {
    level: config.logLevel,
    base: { role: config.role, pid: process.pid },
    redact: {
      paths: [
        "*.accessToken",
        "*.refreshToken",
        "*.authorization",
        "*.headers",
        "*.body",
        "*.id_token",
        "err.response",
        "err.session",
        "err.meta.driverAdapterError",
      ],
      censor: "[removed]",
    },
  },
  // Buffered: a write per line would cost intake more than reading the request.
  pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 250 }),
);

/** Writes what is buffered; for the end of the process. */
export function flushLog(): void {
  log.flush();
}
