import { BlockStack, Button, Text } from "@shopify/polaris";
import { useState } from "react";

/**
 * Downloads a file that only a signed-in page may have: App Bridge adds the session token to the
 * request, which a link could not carry.
 */
export function DownloadButton({
  url,
  file,
  label,
}: Readonly<{ url: string; file: string; label: string }>) {
  const [state, setState] = useState<"ready" | "busy" | "failed">("ready");
  const download = async () => {
    setState("busy");
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(String(answer.status));
      const address = URL.createObjectURL(await answer.blob());
      const link = document.createElement("a");
      link.href = address;
      link.download = file;
      link.click();
      URL.revokeObjectURL(address);
      setState("ready");
    } catch {
      setState("failed");
    }
  };
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Button size="slim" onClick={() => void download()} loading={state === "busy"}>
        {label}
      </Button>
      {state === "failed" && (
        <Text as="p" tone="critical" variant="bodySm">
          It could not be read. Try again.
        </Text>
      )}
    </BlockStack>
  );
}
