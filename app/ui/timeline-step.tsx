import { BlockStack, Icon, Text } from "@shopify/polaris";
import {
  CheckCircleIcon,
  ClockIcon,
  MinusCircleIcon,
  StoreIcon,
  XCircleIcon,
} from "@shopify/polaris-icons";
import type { ReactNode } from "react";
import { ExactTime, RelativeTime } from "./time.tsx";

const ICONS = {
  origin: { source: StoreIcon, tone: "subdued" },
  done: { source: CheckCircleIcon, tone: "success" },
  waiting: { source: ClockIcon, tone: "info" },
  failed: { source: XCircleIcon, tone: "critical" },
  skipped: { source: MinusCircleIcon, tone: "subdued" },
} as const;

export type StepKind = keyof typeof ICONS;

/** One line of the timeline. `at`: also says when, exactly. */
export function Step({
  kind,
  title,
  at,
  children,
}: Readonly<{ kind: StepKind; title: ReactNode; at?: Date; children?: ReactNode }>) {
  const { source, tone } = ICONS[kind];
  return (
    <li>
      <span className="rollcall-step-icon">
        <Icon source={source} tone={tone} />
      </span>
      <BlockStack gap="050">
        <Text as="p" fontWeight="medium">
          {title}
        </Text>
        {at && (
          <Text as="p" variant="bodySm" tone="subdued">
            <ExactTime at={at} /> (<RelativeTime at={at} />)
          </Text>
        )}
        {children && <div className="rollcall-subdued">{children}</div>}
      </BlockStack>
    </li>
  );
}
