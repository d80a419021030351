/**
 * The port of gRPC: takes connections and hands them to grpc-js, so that they can be counted, limited and, at the end,
 * closed.
 */
import { createServer, type Server as NetServer, type Socket } from "node:net";
import type { ConnectionInjector } from "@grpc/grpc-js";

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
  readonly maxConnections: number;
  /** From one address; undefined = no limit of their own. */
  readonly maxConnectionsPerAddress?: number | undefined;
  readonly injector: ConnectionInjector;
}

/** Rejects where the address cannot be used. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { host, port, maxConnections, maxConnectionsPerAddress = maxConnections, injector } = options;
  const sockets = new Set<Socket>();
  const addresses = new Counts();
  const server = createServer({ noDelay: true }, (socket) => {
    const address = socket.remoteAddress ?? "";
    if (addresses.of(address) >= maxConnectionsPerAddress) {
      socket.destroy();
      return;
    }
    addresses.add(address, 1);
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      addresses.add(address, -1);
    });
    // A connection that breaks ends its calls; there is nobody else to tell.
    socket.on("error", () => undefined);
    injector.injectConnection(socket);
  });
  server.maxConnections = maxConnections;
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
      return sockets.size;
    },
    cut: (peer) => {
      for (const socket of sockets) if (`${socket.remoteAddress}:${socket.remotePort}` === peer) socket.destroy();
    },
    refuse: () => void server.close(),
    emptied: () => closed,
    close: async () => {
      if (server.listening) server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** How many there are of each; what there is none of is not kept. */
class Counts {
  readonly #counts = new Map<string, number>();

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string, more: number): void {
    const count = this.of(name) + more;
    if (count > 0) this.#counts.set(name, count);
    else this.#counts.delete(name);
  }
}

function portOf(server: NetServer): number {
  const address = server.address();
  if (typeof address === "string" || address === null) throw new Error("the server has no port");
  return address.port;
}
