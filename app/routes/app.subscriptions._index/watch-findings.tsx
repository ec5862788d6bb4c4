import { Banner, List } from "@shopify/polaris";
import { watchText } from "#app/ui/watch-words.ts";

type Shown = Readonly<{ cause: string; subject: string; detail: unknown }>;

/** What the watch has found that it cannot mend by itself. */
export function WatchFindings({ findings }: Readonly<{ findings: readonly Shown[] }>) {
  if (findings.length === 0) return null;
  return (
    <Banner tone="warning" title="Worth a look">
      <List>
        {findings.map((finding) => {
          const { title, text } = watchText(finding);
          return (
            <List.Item key={`${finding.cause} ${finding.subject}`}>
              {title}. {text}
            </List.Item>
          );
        })}
      </List>
    </Banner>
  );
}
