import { linePath } from "./series.ts";

const WIDTH = 120;
const HEIGHT = 28;

const COLORS = {
  neutral: "var(--p-color-icon-secondary)",
  good: "var(--p-color-icon-success)",
  bad: "var(--p-color-icon-critical)",
} as const;

/** A line of values without an axis: the figure beside it says how many, this says how it went. */
export function Sparkline({
  values,
  label,
  tone = "neutral",
}: Readonly<{ values: readonly number[]; label: string; tone?: keyof typeof COLORS }>) {
  if (values.length < 2) return null;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
      preserveAspectRatio="none"
      style={{ display: "block", width: "100%", height: HEIGHT + 4 }}
    >
      <path
        d={linePath(values, WIDTH, HEIGHT)}
        fill="none"
        stroke={COLORS[tone]}
        strokeWidth="1.75"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
