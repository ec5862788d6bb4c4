/** A text that says what to do about a cause: docs/runbooks/*.md. */
export type Runbook = Readonly<{ title: string; sections: readonly RunbookSection[] }>;

export type RunbookSection = Readonly<{
  heading: string;
  paragraphs: readonly string[];
  /** Numbered, in their order. */
  steps: readonly string[];
}>;

/** Reads what runbooks are written in: a title, headings, paragraphs of one line, numbered steps. */
export function parseRunbook(markdown: string): Runbook {
  const lines = markdown.split("\n").map((line) => line.trim());
  const title = lines.find((line) => line.startsWith("# "))?.slice(2) ?? "";
  const sections: { heading: string; paragraphs: string[]; steps: string[] }[] = [];
  for (const line of lines) {
    const section = sections.at(-1);
    const step = /^\d+\. (.+)$/.exec(line)?.[1];
    if (line.startsWith("## ")) {
      sections.push({ heading: line.slice(3), paragraphs: [], steps: [] });
    } else if (section && step) {
      section.steps.push(step);
    } else if (section && line !== "") {
      section.paragraphs.push(line);
    }
  }
  return { title, sections };
}
