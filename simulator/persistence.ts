import { mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

const WRITE_AFTER_MS = 300;
/** A document that takes long is written more rarely: writing takes at most a twentieth of the time. */
const REST_FACTOR = 20;

/** Named documents kept as JSON files; a no-op without a directory. */
export interface Persistence {
  /** The document as it was last written, or null. */
  load(name: string): unknown;
  /** Says that the document has changed; it is written a little later. */
  touch(name: string): void;
  /** Writes everything that is still due, and nothing after that. */
  close(): Promise<void>;
}

/**
 * Keeps documents in `dir`, each written to a temporary file and renamed, so
 * that a killed process leaves either the old or the new one.
 *
 * @param snapshot what a document holds now.
 * @param failed told when a document could not be written; it stays due.
 */
export function openPersistence(
  dir: string | null,
  snapshot: (name: string) => unknown,
  failed: (error: unknown) => void,
): Persistence {
  if (dir === null) {
    return { load: () => null, touch: () => undefined, close: () => Promise.resolve() };
  }
  mkdirSync(dir, { recursive: true });
  const fileOf = (name: string) => join(dir, `${name}.json`);
  const due = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> | null = null;
  let tookMs = 0;
  let closed = false;

  async function write(name: string): Promise<void> {
    due.delete(name);
    const from = performance.now();
    const text = JSON.stringify(snapshot(name));
    tookMs = performance.now() - from;
    try {
      await writeFile(`${fileOf(name)}.new`, text);
      await rename(`${fileOf(name)}.new`, fileOf(name));
    } catch (error) {
      due.add(name);
      failed(error);
    }
  }

  async function writeDue(): Promise<void> {
    for (const name of [...due]) await write(name);
  }

  function schedule(): void {
    if (timer !== null || writing !== null || closed) return;
    timer = setTimeout(
      () => {
        timer = null;
        writing = writeDue().finally(() => {
          writing = null;
          if (due.size > 0) schedule();
        });
      },
      Math.max(WRITE_AFTER_MS, tookMs * REST_FACTOR),
    );
    timer.unref();
  }

  return {
    load(name) {
      try {
        return JSON.parse(readFileSync(fileOf(name), "utf8")) as unknown;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    touch(name) {
      if (closed) return;
      due.add(name);
      schedule();
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await writing;
      await writeDue();
    },
  };
}
