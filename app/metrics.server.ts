import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What `GET /metrics` shows. Names are the outside interface: change them as one changes an API. */
export const registry = new Registry();

collectDefaultMetrics({ register: registry, prefix: "rollcall_" });

export const intakeRequests = new Counter({
  name: "rollcall_intake_requests_total",
  help: "Requests to POST /webhooks by how they ended",
  labelNames: ["result"] as const,
  registers: [registry],
});

export const intakeSeconds = new Histogram({
  name: "rollcall_intake_seconds",
  help: "Time from the first byte read to the answer",
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [registry],
});

export const intakeWaitingBytes = new Gauge({
  name: "rollcall_intake_waiting_bytes",
  help: "Bytes of bodies that wait to be committed",
  registers: [registry],
});

export const deliveryAttempts = new Counter({
  name: "rollcall_delivery_attempts_total",
  help: "Attempts by outcome",
  labelNames: ["outcome"] as const,
  registers: [registry],
});
