import type { KindStatement } from "./statement.ts";

export type Report = Readonly<{
  domain: string;
  /** Milliseconds since 1970. */
  now: number;
  statements: readonly KindStatement[];
  gaps: readonly Readonly<{
    topic: string;
    resourceId: string;
    resourceName: string | null;
    changedAt: Date;
    foundAt: Date;
    cause: string;
    state: string;
    eventId: string | null;
  }>[];
  /** Gaps in all; `gaps` may be the newest of them. */
  total: number;
}>;

type Cell = string | number | null | undefined;

const FIGURES = [
  "kind",
  "state",
  "destination",
  "changed_from",
  "proven_to",
  "compared_at",
  "changed_at_shopify",
  "in_log",
  "missing",
  "recovered",
  "delivered",
  "waiting",
  "failed",
  "left_out_by_topics",
  "not_owed",
  "problem",
  "limits",
];
const GAPS = ["topic", "id", "name", "changed_at", "found_at", "cause", "state", "event_id"];

/** The statement and the gaps as CSV (RFC 4180), times in UTC. */
export function reportCsv({ domain, now, statements, gaps, total }: Report): string {
  return [
    ["Rollcall completeness report", domain, time(now)],
    [],
    FIGURES,
    ...statements.flatMap(figures),
    [],
    [
      `Events that did not come: ${total}${total > gaps.length ? `, the newest ${gaps.length}` : ""}`,
    ],
    GAPS,
    ...gaps.map((gap) => [
      gap.topic,
      gap.resourceId,
      gap.resourceName,
      gap.changedAt.toISOString(),
      gap.foundAt.toISOString(),
      gap.cause,
      gap.state,
      gap.eventId,
    ]),
  ]
    .map((cells) => `${cells.map(cellText).join(",")}\r\n`)
    .join("");
}

/** A row for each destination, and one where there is none. */
function figures(statement: KindStatement): Cell[][] {
  if (statement.state !== "compared") {
    return [
      [statement.kind, "scope" in statement ? `missing ${statement.scope}` : statement.state],
    ];
  }
  const { kind, state, from, to, provenAt, changed, inLog, recovered } = statement;
  const common = [time(from), time(to), time(provenAt), changed, inLog, changed - inLog, recovered];
  const end = [statement.problem?.text, statement.limits.join(" ")];
  if (statement.destinations.length === 0) {
    return [[kind, state, null, ...common, null, null, null, null, null, ...end]];
  }
  return statement.destinations.map((each) => [
    kind,
    state,
    each.name,
    ...common,
    each.delivered,
    each.waiting,
    each.failed,
    each.leftOut,
    each.notOwed,
    ...end,
  ]);
}

const time = (at: number) => new Date(at).toISOString();

/** Quoted where it must be; a spreadsheet must take no name for a formula. */
function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
