import { pino, stdSerializers } from "pino";
import { config } from "./config.server.ts";
import { errorWithoutSecrets, withoutSecrets } from "./log-secrets.ts";

/**
 * Structured log, one JSON line each on standard output. Callers pass ids, codes and counts only:
 * never a payload, a token, a header or a secret. What slips into an object or an error is cut here.
 */
export const log = pino(
  {
    level: config.logLevel,
    base: { role: config.role, pid: process.pid },
    formatters: { log: withoutSecrets },
    serializers: { err: (error: Error) => errorWithoutSecrets(stdSerializers.err(error)) },
  },
  // Buffered: a write per line would cost intake more than reading the request.
  pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 250 }),
);

/** Writes what is buffered; for the end of the process. */
export function flushLog(): void {
  log.flush();
}
