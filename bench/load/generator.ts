// The load generator's process: signs its orders, says "ready", and runs when it is told "go".
import { runClosedLoop } from "./closed-loop.ts";
import type { LoadOrder } from "./load.ts";
import { runOpenLoop } from "./open-loop.ts";
import { signOrders } from "./signed-orders.ts";

process.once("message", (message) => {
  const load = message as LoadOrder;
  const count = load.kind === "closed" ? load.orders : load.rate * load.seconds;
  const orders = signOrders(count, load.first, `127.0.0.1:${load.port}`);
  process.once("message", () => {
    const run = load.kind === "closed" ? runClosedLoop(load, orders) : runOpenLoop(load, orders);
    void run.then((result) => process.send?.(result, () => process.exit(0)));
  });
  process.send?.("ready");
});
