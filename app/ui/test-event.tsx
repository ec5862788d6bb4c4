import { Badge, BlockStack, Box, Button, InlineStack, Text } from "@shopify/polaris";
import { attemptText } from "./attempt-words.ts";
import { formatDuration } from "./format.ts";

/** What a test came to, as far as it is shown. */
type TestResult =
  | Readonly<{ kind: "invalid" }>
  | Readonly<{
      kind: "answered";
      accepted: boolean;
      status?: number | undefined;
      cause?: string | undefined;
      durationMs: number;
      body: string;
    }>
  | Readonly<{ kind: "limited"; reason: string; ms: number; durationMs: number }>
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

function wordsOf(result: Answered): Readonly<{ title: string; hint?: string | undefined }> {
  switch (result.kind) {
    case "answered":
      return result.cause === undefined
        ? attemptText(result.status ?? null, null)
        : { title: result.cause };
    case "limited":
      return {
        title: "A limit of the system is reached",
        hint: `${result.reason}. It can be tried again in ${formatDuration(result.ms)}.`,
      };
    case "no_answer": {
      const { title, hint } = attemptText(null, result.failure);
      return { title, hint: [hint, result.detail].filter(Boolean).join(" ") };
    }
  }
}

function Answer({ result }: Readonly<{ result: Answered }>) {
  const accepted = result.kind === "answered" && result.accepted;
  const { title, hint } = wordsOf(result);
  const body = result.kind === "answered" ? result.body : undefined;
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
