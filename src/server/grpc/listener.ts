/**
 * The port of gRPC: takes connections and hands them to grpc-js, so that they can be counted, limited and, at the end,
 * closed.
 */
import { createServer, type Server as NetServer } from "node:net";
import type { ConnectionInjector } from "@grpc/grpc-js";
import type { Connections } from "../connections.js";

export interface Listener {
  readonly port: number;
  readonly connections: number;
  /** Cuts the connection of the other end with this address and port. */
  cut(peer: string): void;
  /** Takes no further connections. */
  refuse(): void;
  /** Resolves when the port is free: no connection is left after `refuse`. */
  emptied(): Promise<void>;
  /** Cuts what is still connected; resolves when the port is free. */
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Which takes them, or not. */
  readonly connections: Connections;
  readonly injector: ConnectionInjector;
}

/** Rejects where the address cannot be used. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { host, port, connections, injector } = options;
  const server = createServer({ noDelay: true }, (socket) => {
    if (!connections.take(socket)) return;
    // A connection that breaks ends its calls; there is nobody else to tell.
    socket.on("error", () => undefined);
    injector.injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const closed = new Promise<void>((resolve) => server.once("close", () => resolve()));
  return {
    port: portOf(server),
    get connections() {
      return connections.size;
    },
    cut: (peer) => connections.cut(peer),
    refuse: () => void server.close(),
    emptied: () => closed,
    close: async () => {
      if (server.listening) server.close();
      connections.cutAll();
      await closed;
    },
  };
}

function portOf(server: NetServer): number {
  const address = server.address();
  if (typeof address === "string" || address === null) throw new Error("the server has no port");
  return address.port;
}
