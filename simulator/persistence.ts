import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

const WRITE_AFTER_MS = 300;
/** A document that takes long to write is written more rarely, so that writing takes at most a twentieth of the time. */
const REST_FACTOR = 20;

/** Named documents kept as JSON files; a no-op without a directory. */
export interface Persistence {
  /** The document as it was last written, or null. */
  load(name: string): unknown;
  /** Says that the document has changed; it is written a little later. */
  touch(name: string): void;
  /** Writes everything that is still due, before it returns. */
  flush(): void;
}

/**
 * Keeps documents in `dir`, each written to a temporary file and renamed, so
 * that a killed process leaves either the old or the new one.
 *
 * @param snapshot what a document holds now.
 */
export function openPersistence(
  dir: string | null,
  snapshot: (name: string) => unknown,
): Persistence {
  if (dir === null) {
    return { load: () => null, touch: () => undefined, flush: () => undefined };
  }
  mkdirSync(dir, { recursive: true });
  const fileOf = (name: string) => join(dir, `${name}.json`);
  const due = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let writing = false;
  let tookMs = 0;

  async function writeDue(): Promise<void> {
    timer = null;
    writing = true;
    for (const name of [...due]) {
      due.delete(name);
      const from = performance.now();
      const text = JSON.stringify(snapshot(name));
      tookMs = performance.now() - from;
      await writeFile(`${fileOf(name)}.new`, text);
      await rename(`${fileOf(name)}.new`, fileOf(name));
    }
    writing = false;
    if (due.size > 0) schedule();
  }

  function schedule(): void {
    if (timer !== null || writing) return;
    timer = setTimeout(() => void writeDue(), Math.max(WRITE_AFTER_MS, tookMs * REST_FACTOR));
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
      due.add(name);
      schedule();
    },
    flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      for (const name of due) {
        writeFileSync(`${fileOf(name)}.last`, JSON.stringify(snapshot(name)));
        renameSync(`${fileOf(name)}.last`, fileOf(name));
      }
      due.clear();
    },
  };
}
