import { Badge, BlockStack, Box, Button, InlineStack, Text } from "@shopify/polaris";
import { attemptText } from "./attempt-words.ts";
import { formatDuration } from "./format.ts";

/** What a test came to, as far as it is shown. */
type TestResult =
  | Readonly<{ kind: "invalid" }>
  | Readonly<{
      kind: "answered";
      accepted: boolean;
      status: number;
      durationMs: number;
      body: string;
    }>
  | Readonly<{ kind: "no_answer"; failure: string; detail: string; durationMs: number }>;

/** Sends a test event to what the form says now, and shows what the system really answered. */
export function TestEvent({
  onSend,
  busy,
  result,
}: Readonly<{ onSend: () => void; busy: boolean; result: TestResult | undefined }>) {
  return (
    <BlockStack gap="300" inlineAlign="start">
      <Button onClick={onSend} loading={busy}>
        Send test event
      </Button>
      <div role="status" className="rollcall-full-width">
        {!busy && result && result.kind !== "invalid" && <Answer result={result} />}
      </div>
    </BlockStack>
  );
}

type Answered = Exclude<TestResult, { kind: "invalid" }>;

function Answer({ result }: Readonly<{ result: Answered }>) {
  const accepted = result.kind === "answered" && result.accepted;
  const { title, hint } =
    result.kind === "answered"
      ? attemptText(result.status, null)
      : attemptText(null, result.failure);
  const body = result.kind === "answered" ? result.body : result.detail;
  return (
    <Box background="bg-surface-secondary" padding="300" borderRadius="200">
      <BlockStack gap="200">
        <InlineStack gap="200" blockAlign="center">
          <Badge tone={accepted ? "success" : "critical"}>
            {accepted ? "Accepted" : "Not accepted"}
          </Badge>
          <Text as="span" fontWeight="medium">
            {title}
          </Text>
          <Text as="span" tone="subdued">
            after {formatDuration(result.durationMs)}
          </Text>
        </InlineStack>
        {hint && <Text as="p">{hint}</Text>}
        {body && (
          <pre className="rollcall-answer" tabIndex={0} aria-label="The answer">
            {body}
          </pre>
        )}
      </BlockStack>
    </Box>
  );
}
