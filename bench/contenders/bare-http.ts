// Reads the body, checks its HMAC, answers. Stores nothing: the ceiling of what Node's HTTP server
// can take here.
import { createServer } from "node:http";
import { isSigned } from "./signature.ts";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const signed = isSigned(Buffer.concat(chunks), request.headers["x-shopify-hmac-sha256"]);
    response.writeHead(signed ? 200 : 401, { "Content-Length": 0 }).end();
  });
});
server.listen(Number(process.env["PORT"]), "127.0.0.1");
