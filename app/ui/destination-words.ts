import type { Wording } from "./words.ts";

export type DestinationFigures = Readonly<{
  state: "active" | "paused" | "disabled" | "deleted";
  breaker?: "closed" | "open" | "ramping";
  /** Deliveries that wait for another try. */
  retrying: number;
  /** Open dead letters. */
  failed: number;
  /** Deliveries made in the last 24 hours; left out where it is not asked for. */
  delivered?: number;
}>;

/** How a destination is, in one word; the gravest thing first. */
export function destinationHealth(figures: DestinationFigures): Wording {
  switch (figures.state) {
    case "deleted":
      return { label: "Deleted" };
    case "disabled":
      return { label: "Disabled", tone: "critical" };
    case "paused":
      return { label: "Paused", tone: "attention" };
    case "active":
      if (figures.breaker === "open") return { label: "Failing", tone: "critical" };
      if (figures.breaker === "ramping") return { label: "Recovering", tone: "warning" };
      if (figures.failed > 0) return { label: "Needs attention", tone: "critical" };
      if (figures.retrying > 0) return { label: "Retrying", tone: "warning" };
      return figures.delivered === 0
        ? { label: "Ready", tone: "info" }
        : { label: "Delivering", tone: "success" };
  }
}

/** Why nothing is sent to an active destination at the moment. @param until as it is shown */
export function heldBack(reason: string | undefined): Readonly<{ title: string; text: string }> {
  return reason === undefined || reason === "failing"
    ? {
        title: "The system does not take events at the moment",
        text: "Most attempts failed, so it is left alone. Now and then one event is tried; when that is taken, the rest follows in order.",
      }
    : {
        title: "The system has reached a limit of its own",
        text: `It asked to be left alone (${reason}). Events wait here in order and follow by themselves.`,
      };
}

/** Why a destination takes nothing, and what to do; undefined while it does. */
export function standstill(
  state: DestinationFigures["state"],
  reason: string | undefined,
): Readonly<{ title: string; text: string }> | undefined {
  switch (state) {
    case "paused":
      return {
        title: "Paused",
        text: "Events keep being received and wait here in order. Resume to send them.",
      };
    case "disabled":
      return {
        title: "Disabled",
        text:
          reason === "gone"
            ? "The system answered that it takes no more events (410). Check its address, then resume."
            : "It takes no events. Resume it to send again.",
      };
    case "active":
    case "deleted":
      return undefined;
  }
}
