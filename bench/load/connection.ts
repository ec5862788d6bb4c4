import { connect, type Socket } from "node:net";

/** One kept-alive HTTP/1.1 connection with one request on its way at a time. */
export type Connection = Readonly<{
  /** Sends a whole request. `done` gets the status, or 0 when the connection broke. */
  send: (request: Buffer, done: (status: number) => void) => void;
  close: () => void;
}>;

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const END_OF_CHUNKS = "0\r\n\r\n";

/**
 * Reads no more of an answer than its status and where it ends: this costs a tenth of what an HTTP
 * client does, and the generator shares the machine with what it measures.
 */
export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise<void>((ready, fail) => {
    socket.once("connect", ready);
    socket.once("error", fail);
  });
  let waiting: ((status: number) => void) | undefined;
  let received: Buffer | undefined;
  let broken = false;

  const settle = (status: number) => {
    const done = waiting;
    waiting = undefined;
    received = undefined;
    done?.(status);
  };
  socket.on("data", (chunk) => {
    received = received ? Buffer.concat([received, chunk]) : chunk;
    if (isComplete(received)) settle(Number(received.toString("latin1", 9, 12)));
  });
  const lost = () => {
    broken = true;
    settle(0);
  };
  socket.on("error", lost);
  socket.on("close", lost);

  return {
    send: (request, done) => {
      waiting = done;
      if (broken) settle(0);
      else socket.write(request);
    },
    close: () => socket.destroy(),
  };
}

function isComplete(received: Buffer): boolean {
  const headEnd = received.indexOf(END_OF_HEAD);
  if (headEnd === -1) return false;
  const head = received.toString("latin1", 0, headEnd).toLowerCase();
  const bodyAt = headEnd + END_OF_HEAD.length;
  const lengthAt = head.indexOf("content-length:");
  if (lengthAt !== -1) {
    return received.length >= bodyAt + Number.parseInt(head.slice(lengthAt + 15), 10);
  }
  if (!head.includes("transfer-encoding: chunked")) return true;
  return received.toString("latin1", received.length - END_OF_CHUNKS.length) === END_OF_CHUNKS;
}
