// A door between a client and a server on this machine that a test can shut, or let only one way through.

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** What clients send goes on; what the server answers is lost. */
  loseAnswers(): void;
  /** Nothing is taken any more: who writes much waits. */
  stall(): void;
  /** Everything takes so long each way, milliseconds. */
  slow(ms: number): void;
  /** Cuts every connection, and refuses new ones until `restore`. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

interface Way {
  state: "open" | "losing" | "stalled" | "cut";
  slowMs: number;
  readonly sockets: Set<Socket>;
}

export async function tcpProxy(target: number): Promise<TcpProxy> {
  const way: Way = { state: "open", slowMs: 0, sockets: new Set() };
  const server = createServer((client) => {
    if (way.state === "cut") client.destroy();
    else join(way, client, connect(target, "127.0.0.1"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening socket has no port");
  return {
    port: address.port,
    loseAnswers: () => {
      way.state = "losing";
    },
    stall: () => {
      way.state = "stalled";
      for (const socket of way.sockets) socket.pause();
    },
    slow: (ms) => {
      way.slowMs = ms;
    },
    cut: () => {
      way.state = "cut";
      cutAll(way);
    },
    restore: () => {
      // Bytes that are late must not be overtaken, nor a connection go on that has lost some.
      if (way.state !== "open" || way.slowMs > 0) cutAll(way);
      way.slowMs = 0;
      way.state = "open";
    },
    close: async () => {
      cutAll(way);
      server.close();
      await once(server, "close");
    },
  };
}

function join(way: Way, client: Socket, upstream: Socket): void {
  const pass = (data: Buffer, to: Socket): void => {
    if (way.slowMs === 0) to.write(data);
    else setTimeout(() => to.writable && to.write(data), way.slowMs);
  };
  client.on("data", (data) => pass(data, upstream));
  upstream.on("data", (data) => way.state !== "losing" && pass(data, client));
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    way.sockets.add(socket);
    if (way.state === "stalled") socket.pause();
    // A broken connection is what this door is for.
    socket.on("error", () => other.destroy());
    socket.on("close", () => {
      way.sockets.delete(socket);
      other.destroy();
    });
  }
}

function cutAll({ sockets }: Way): void {
  for (const socket of sockets) socket.destroy();
}
