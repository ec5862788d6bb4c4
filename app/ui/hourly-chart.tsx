import { BlockStack, Box, Button, Collapsible, InlineStack, Text } from "@shopify/polaris";
import { useId, useState } from "react";
import { clockTime, dayAndHour, formatNumber } from "./format.ts";
import { axisTop, type HourRow } from "./series.ts";
import { useShopTime } from "./shop-context.tsx";

const HEIGHT = 160;
const RECEIVED = "var(--p-color-bg-fill-info)";
const DELIVERED = "var(--p-color-icon)";
const FAILED = "var(--p-color-bg-fill-critical)";

/** Received, delivered and failed per hour: bars and a line, with the same figures in a table. */
export function HourlyChart({ hours }: Readonly<{ hours: readonly HourRow[] }>) {
  const { timeZone } = useShopTime();
  const [open, setOpen] = useState(false);
  const tableId = useId();
  const top = axisTop(
    Math.max(...hours.map((row) => Math.max(row.received, row.delivered, failures(row)))),
  );
  const ticks = [0, 6, 12, 18].map((index) => hours[index]).filter((row) => row !== undefined);

  return (
    <BlockStack gap="300">
      <InlineStack gap="400">
        <Legend color={RECEIVED} label="Events received" />
        <Legend color={DELIVERED} label="Deliveries made" line />
        <Legend color={FAILED} label="Failed attempts" />
      </InlineStack>
      <div style={{ display: "grid", gridTemplateColumns: "auto 1fr", columnGap: 8 }}>
        <div className="rollcall-axis" style={{ height: HEIGHT }} aria-hidden>
          <span>{formatNumber(top)}</span>
          <span>{formatNumber(top / 2)}</span>
          <span>0</span>
        </div>
        <Bars hours={hours} top={top} timeZone={timeZone} />
        <span />
        <div className="rollcall-hours" aria-hidden>
          {ticks.map((row) => (
            <span key={row.at}>{clockTime(row.at, timeZone)}</span>
          ))}
          <span>now</span>
        </div>
      </div>
      <Box>
        <Button
          variant="plain"
          onClick={() => setOpen(!open)}
          ariaExpanded={open}
          ariaControls={tableId}
        >
          {open ? "Hide the table" : "Show as a table"}
        </Button>
      </Box>
      <Collapsible id={tableId} open={open}>
        <HourTable hours={hours} timeZone={timeZone} />
      </Collapsible>
    </BlockStack>
  );
}

type ChartProps = Readonly<{ hours: readonly HourRow[]; timeZone: string }>;

function Bars({ hours, top, timeZone }: ChartProps & Readonly<{ top: number }>) {
  const width = hours.length * 10;
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT;
  // The line goes through the middle of each hour.
  const points = hours.map((row, index) => `${index * 10 + 5},${y(row.delivered)}`).join(" ");
  return (
    <svg
      role="img"
      aria-label="Events received, deliveries made and failed attempts for each of the last 24 hours. The same figures are in the table below."
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      style={{ display: "block", width: "100%", height: HEIGHT, overflow: "visible" }}
    >
      {[0, top / 2, top].map((value) => (
        <line
          key={value}
          x1="0"
          x2={width}
          y1={y(value)}
          y2={y(value)}
          stroke="var(--p-color-border-secondary)"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {hours.map((row, index) => (
        <g key={row.at}>
          <title>{describe(row, timeZone)}</title>
          <rect x={index * 10} y="0" width="10" height={HEIGHT} fill="transparent" />
          <rect
            x={index * 10 + 1.5}
            y={y(row.received)}
            width="7"
            height={HEIGHT - y(row.received)}
            fill={RECEIVED}
          />
          {failures(row) > 0 && (
            <rect
              x={index * 10 + 3.5}
              y={y(failures(row))}
              width="3"
              height={HEIGHT - y(failures(row))}
              fill={FAILED}
            />
          )}
        </g>
      ))}
      <polyline
        points={points}
        fill="none"
        stroke={DELIVERED}
        strokeWidth="2"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
        pointerEvents="none"
      />
    </svg>
  );
}

function HourTable({ hours, timeZone }: ChartProps) {
  return (
    <div className="rollcall-table-box" tabIndex={0} role="region" aria-label="Figures per hour">
      <table className="rollcall-table">
        <thead>
          <tr>
            <th scope="col">Hour</th>
            <th scope="col">Received</th>
            <th scope="col">Delivered</th>
            <th scope="col">Failed attempts</th>
          </tr>
        </thead>
        <tbody>
          {hours.toReversed().map((row) => (
            <tr key={row.at}>
              <th scope="row">{dayAndHour(row.at, timeZone)}</th>
              <td>{formatNumber(row.received)}</td>
              <td>{formatNumber(row.delivered)}</td>
              <td>{formatNumber(failures(row))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Legend({
  color,
  label,
  line,
}: Readonly<{ color: string; label: string; line?: boolean }>) {
  return (
    <InlineStack gap="150" blockAlign="center">
      <span
        aria-hidden
        style={{ width: 12, height: line ? 2 : 10, borderRadius: 2, background: color }}
      />
      <Text as="span" variant="bodySm" tone="subdued">
        {label}
      </Text>
    </InlineStack>
  );
}

function failures(row: HourRow): number {
  return row.failed + row.dead;
}

function describe(row: HourRow, timeZone: string): string {
  return `${dayAndHour(row.at, timeZone)}: ${formatNumber(row.received)} received, ${formatNumber(row.delivered)} delivered, ${formatNumber(failures(row))} failed attempts`;
}
