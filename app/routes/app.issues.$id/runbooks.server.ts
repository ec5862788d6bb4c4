import type { Cause } from "#app/issues/cause.ts";
import { parseRunbook, type Runbook } from "#app/ui/runbook.ts";

/** The runbooks are part of the build: nothing is read from the disk while the app runs. */
const TEXTS = import.meta.glob<string>("/docs/runbooks/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** What to do about a cause. */
export function runbookOf(cause: Cause): Runbook {
  return parseRunbook(TEXTS[`/docs/runbooks/${cause}.md`] ?? "");
}
