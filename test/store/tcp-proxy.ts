// A door between a client and a server on this machine that a test can shut, or let only one way through.

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** What clients send goes on; what the server answers is lost. */
  loseAnswers(): void;
  /** Everything takes so long each way, milliseconds. */
  slow(ms: number): void;
  /** Cuts every connection, and refuses new ones until `restore`. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function tcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let state: "open" | "losing" | "cut" = "open";
  let slowMs = 0;
  const pass = (data: Buffer, to: Socket): void => {
    if (slowMs === 0) to.write(data);
    // All of a connection wait equally long, so they stay in order; what comes after `restore` must not overtake.
    else setTimeout(() => to.writable && to.write(data), slowMs);
  };
  const server = createServer((client) => {
    if (state === "cut") {
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    client.on("data", (data) => pass(data, upstream));
    upstream.on("data", (data) => state !== "losing" && pass(data, client));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      // A broken connection is what this door is for.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening socket has no port");
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    loseAnswers: () => {
      state = "losing";
    },
    cut: () => {
      state = "cut";
      cutAll();
    },
    slow: (ms) => {
      slowMs = ms;
    },
    restore: () => {
      // Bytes that are late must not be overtaken, nor a connection go on that has lost some.
      if (state === "losing" || slowMs > 0) cutAll();
      slowMs = 0;
      state = "open";
    },
    close: async () => {
      cutAll();
      server.close();
      await once(server, "close");
    },
  };
}
