/** One issue that changed its state, in words. */
export type AlertLine = Readonly<{
  issueId: string;
  kind: string;
  severity: string;
  /** “ERP refuses access” */
  title: string;
  /** “312 orders, 340 deliveries” */
  size: string;
  at: Date;
}>;

export type AlertMessage = Readonly<{
  /** The store, as people call it. */
  shop: string;
  lines: readonly AlertLine[];
  /** Where the issues are looked at. */
  url: string;
}>;

const KINDS: Readonly<Record<string, string>> = {
  opened: "New",
  reopened: "Back again",
  resolved: "Resolved",
  test: "Test",
};

const word = (kind: string): string => KINDS[kind] ?? kind;

/** What an e-mail's subject says. No line break can come into it. */
export function subjectOf({ shop, lines }: AlertMessage): string {
  const [first] = lines;
  const text =
    lines.length === 1 && first
      ? `${word(first.kind)}: ${first.title}`
      : `${lines.length} changes of issues`;
  return `[${shop}] ${text}`.replaceAll(/[\r\n]+/g, " ").slice(0, 200);
}

export function textOf({ shop, lines, url }: AlertMessage): string {
  const told = lines.map(({ kind, title, size }) => `${word(kind)}: ${title}. ${size}`);
  return [`Rollcall for ${shop}`, "", ...told, "", `What to do: ${url}`].join("\n");
}

/** What Slack takes (its "incoming webhooks"); &, < and > stand for themselves only when escaped. */
export function slackBodyOf({ shop, lines, url }: AlertMessage): string {
  const safe = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const told = lines.map(
    ({ kind, title, size }) => `*${word(kind)}:* ${safe(title)}. ${safe(size)}`,
  );
  return JSON.stringify({
    text: [`*${safe(shop)}*`, ...told, `<${url}|What to do>`].join("\n"),
    unfurl_links: false,
  });
}

export function webhookBodyOf({ shop, lines, url }: AlertMessage): string {
  return JSON.stringify({ type: "issues.changed", shop, url, issues: lines });
}
