import { useAppBridge } from "@shopify/app-bridge-react";
import { Button } from "@shopify/polaris";
import { ClipboardIcon } from "@shopify/polaris-icons";
import { useState } from "react";

/** Puts a text on the clipboard; where the browser does not let it, says so on the button. */
export function CopyButton({
  text,
  label,
  what,
}: Readonly<{ text: string; label: string; what: string }>) {
  const shopify = useAppBridge();
  const [failed, setFailed] = useState(false);
  const copy = () => {
    copyText(text).then(
      () => {
        setFailed(false);
        shopify.toast.show(`${what} copied`);
      },
      () => setFailed(true),
    );
  };
  return (
    <Button icon={ClipboardIcon} size="slim" onClick={copy}>
      {failed ? "Select it and copy by hand" : label}
    </Button>
  );
}

/** The clipboard API is closed to frames that were not granted it; a selection is not. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (!copied) throw new Error("the browser refused");
  }
}
