import fs from "node:fs";
import { afterAll, beforeAll } from "vitest";
import { flushLog, log } from "#app/log.server.ts";

/**
 * Keeps everything the file's process writes to its log, at the level at which it says most.
 * @returns a function for the text so far.
 */
export function useLogOutput(): () => string {
  let text = "";
  const write = fs.write;
  const level = log.level;
  beforeAll(() => {
    log.level = "trace";
    // What pino writes with; nothing of it has to reach the screen.
    fs.write = ((fd: number, data: unknown, ...rest: unknown[]) => {
      if (fd !== 1) return (write as (...all: unknown[]) => void)(fd, data, ...rest);
      text += String(data);
      const done = rest.at(-1) as (error: null, bytes: number, data: unknown) => void;
      queueMicrotask(() => done(null, Buffer.byteLength(String(data)), data));
    }) as typeof fs.write;
  });
  afterAll(() => {
    flushLog();
    fs.write = write;
    log.level = level;
  });
  return () => {
    flushLog();
    return text;
  };
}
