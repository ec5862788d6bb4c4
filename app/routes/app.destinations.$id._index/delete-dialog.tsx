import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { Box, Text } from "@shopify/polaris";
import { countOf } from "#app/ui/format.ts";

/** Asks before a destination is deleted, and says what that loses. */
export function DeleteDialog({
  open,
  name,
  waiting,
  busy,
  onClose,
  onDelete,
}: Readonly<{
  open: boolean;
  name: string;
  waiting: number;
  busy: boolean;
  onClose: () => void;
  onDelete: () => void;
}>) {
  return (
    <Modal open={open} onHide={onClose} variant="small">
      <TitleBar title={`Delete ${name}?`}>
        <button variant="primary" tone="critical" onClick={onDelete} disabled={busy}>
          Delete
        </button>
        <button onClick={onClose}>Cancel</button>
      </TitleBar>
      <Box padding="400">
        <Text as="p">
          {waiting > 0
            ? `${countOf(waiting, "delivery that is waiting", "deliveries that are waiting")} will not be sent. `
            : ""}
          Its signing secret is erased. Events already received stay in Rollcall and can be replayed
          to another destination.
        </Text>
      </Box>
    </Modal>
  );
}
