import "./environment.ts";

/**
 * A delivery worker in a process of its own: `node worker-process.ts <database address> <options>`.
 * Tells its parent when it claims, and stops gracefully on SIGTERM.
 */
const [url = "", options = "{}"] = process.argv.slice(2);
const { connectDatabase, disconnectDatabase } = await import("#app/db.server.ts");
const { startDeliveryWorker } = await import("#app/delivery/worker.server.ts");
connectDatabase(url);
const worker = startDeliveryWorker(JSON.parse(options));
const watch = setInterval(() => {
  if (!worker.ready()) return;
  clearInterval(watch);
  process.send?.("ready");
}, 10);
process.on("SIGTERM", () => {
  clearInterval(watch);
  void worker
    .stop()
    .then(disconnectDatabase)
    .then(() => process.disconnect());
});
