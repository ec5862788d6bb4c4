import { SaveBar } from "@shopify/app-bridge-react";

/**
 * The admin's own save bar: shown as soon as something was changed. Leaving the page while it is
 * shown asks first.
 */
export function FormSaveBar({
  id,
  dirty,
  busy,
  onSave,
  onDiscard,
}: Readonly<{
  id: string;
  dirty: boolean;
  busy: boolean;
  onSave: () => void;
  onDiscard: () => void;
}>) {
  return (
    <SaveBar id={id} open={dirty} discardConfirmation>
      <button variant="primary" onClick={onSave} disabled={busy} {...(busy && { loading: "" })}>
        Save
      </button>
      <button onClick={onDiscard} disabled={busy}>
        Discard
      </button>
    </SaveBar>
  );
}
