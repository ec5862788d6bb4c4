import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";
import { useState } from "react";

/** Saves the statement as a dated file. The request must carry the session's token, as a link cannot. */
export function DownloadReport({ at }: Readonly<{ at: number }>) {
  const [state, setState] = useState<"idle" | "loading" | "failed">("idle");
  const download = async () => {
    setState("loading");
    try {
      const answer = await fetch("/app/completeness/report");
      if (!answer.ok) throw new Error(String(answer.status));
      const address = URL.createObjectURL(await answer.blob());
      const link = document.createElement("a");
      link.href = address;
      link.download = `completeness-${new Date(at).toISOString().slice(0, 10)}.csv`;
      link.click();
      URL.revokeObjectURL(address);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <BlockStack gap="200">
      {state === "failed" && (
        <Banner tone="critical" title="The report could not be made">
          <p>Wait a moment, then try again.</p>
        </Banner>
      )}
      <InlineStack>
        <Button onClick={() => void download()} loading={state === "loading"}>
          Download report (CSV)
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
