// A destination in a process of its own: answers 200 to everything at once and counts what it got.
// It reads as little of a request as the generator does of an answer.
import { type AddressInfo, createServer } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const ANSWER = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

const webhookIds = new Set<string>();
let requests = 0;

const server = createServer({ noDelay: true }, (socket) => {
  let received = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    for (;;) {
      const headEnd = received.indexOf(END_OF_HEAD);
      if (headEnd === -1) return;
      const head = received.toString("latin1", 0, headEnd);
      const end = headEnd + END_OF_HEAD.length + Number(valueOf(head, "content-length"));
      if (received.length < end) return;
      received = received.subarray(end);
      requests += 1;
      webhookIds.add(valueOf(head, "x-shopify-webhook-id"));
      socket.write(ANSWER);
    }
  });
});

function valueOf(head: string, name: string): string {
  const at = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (at === -1) return "";
  const from = at + name.length + 3;
  const end = head.indexOf("\r\n", from);
  return head.slice(from, end === -1 ? undefined : end).trim();
}

process.on("message", () => process.send?.({ requests, distinct: webhookIds.size }));
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
