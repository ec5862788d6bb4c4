import { hasRecorded } from "#app/audit-queries.server.ts";
import { backlogs } from "#app/delivery/delivery-queries.server.ts";
import { hasDelivered, readStandings } from "#app/delivery/standing-queries.server.ts";
import { listDestinations } from "#app/destinations/destination-queries.server.ts";
import { hourlyCounts } from "#app/event-log/hourly-queries.server.ts";
import { listIssues } from "#app/issues/issue-queries.server.ts";
import type { KindStatement } from "#app/reconciliation/statement.ts";
import { readStatement, STATEMENT_MS } from "#app/reconciliation/statement-queries.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { issueSize, issueTitle } from "#app/ui/issue-words.ts";
import { fillHours } from "#app/ui/series.ts";
import { judgeHealth } from "#app/ui/verdict.ts";

const HOUR_MS = 3_600_000;
const WEEK_HOURS = 7 * 24;

/** Everything the first page shows of a shop. @param now milliseconds since 1970 */
export async function loadHome(shopId: string, now: number) {
  const [counted, destinations, waiting, standings, subscriptions, delivered, issues, statements] =
    await Promise.all([
      hourlyCounts(shopId, new Date(now - WEEK_HOURS * HOUR_MS), new Date(now + HOUR_MS)),
      listDestinations(shopId),
      backlogs(shopId),
      readStandings(shopId),
      readSubscriptionsOverview(shopId),
      hasDelivered(shopId),
      listIssues(shopId, "unresolved"),
      readStatement(shopId, now - STATEMENT_MS),
    ]);
  const hours = fillHours(counted, WEEK_HOURS, now);
  const { expected, registered, missing, scopeMissing, checkedAt, rows, hasChosen } = subscriptions;
  const listed = destinations.map(({ id, name, state }) => {
    const backlog = waiting.find(({ destinationId }) => destinationId === id);
    const standing = standings.find(({ destinationId }) => destinationId === id);
    return {
      id,
      name,
      state,
      waiting: backlog?.pending ?? 0,
      oldest: backlog?.oldest.getTime(),
      retrying: standing?.retrying ?? 0,
      failed: standing?.failed ?? 0,
    };
  });
  const received = hours.reduce((total, hour) => total + hour.received, 0);
  const verdict = judgeHealth({
    now,
    subscriptions: { missing, scopeMissing },
    destinations: listed,
    issues: issues.map((issue) => ({
      id: issue.id,
      text: `${issueTitle(issue)}: ${issueSize(issue)}`,
      grave: issue.severity === "critical",
      destinationId: issue.destination?.id,
      cause: issue.cause,
    })),
    received,
    compared: comparedOf(statements),
  });
  return {
    now,
    verdict,
    statements,
    hours,
    destinations: listed,
    subscriptions: {
      expected,
      registered,
      checkedAt,
      wanting: rows
        .filter(({ state }) => state === "missing" || state === "failed")
        .map(({ topic }) => topic.title),
    },
    /** Undefined once the first event has been delivered. */
    guide: delivered
      ? undefined
      : {
          topics: registered,
          hasChosen,
          destination: destinations[0]?.id,
          tested: await hasRecorded(shopId, "destination.test"),
        },
  };
}

export type LoadedHome = Awaited<ReturnType<typeof loadHome>>;

/** What is missing of all that was compared; undefined when nothing was. */
function comparedOf(statements: readonly KindStatement[]) {
  const compared = statements.filter((one) => one.state === "compared");
  if (compared.length === 0) return undefined;
  return { missing: compared.reduce((sum, { changed, inLog }) => sum + changed - inLog, 0) };
}
