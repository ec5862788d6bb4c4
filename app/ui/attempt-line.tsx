import { attemptText } from "./attempt-words.ts";
import { formatDuration } from "./format.ts";

/** What an attempt came to, with what may help. */
export function AttemptLine({
  status,
  error,
  durationMs,
}: Readonly<{ status: number | undefined; error: string | undefined; durationMs: number }>) {
  const { title, hint } = attemptText(status ?? null, error ?? null);
  return (
    <>
      {title}, after {formatDuration(durationMs)}.{hint && ` ${hint}`}
    </>
  );
}
