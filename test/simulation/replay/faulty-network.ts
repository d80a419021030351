/**
 * The network between one engine and its database: a TCP proxy on which a seed decides what goes wrong.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { FaultyLink } from "./faulty-link.js";
import { type ConnectionPlan, connectionPlan, type FateKind, type NetworkSetting } from "./network-plan.js";

export interface FaultyNetwork {
  readonly port: number;
  /** How often each kind struck. */
  readonly struck: Readonly<Record<FateKind, number>>;
  /** Until then everything passes. */
  begin(): void;
  /** From now on everything passes again. */
  heal(): void;
  close(): Promise<void>;
}

export async function faultyNetwork(target: number, seed: number, setting: NetworkSetting): Promise<FaultyNetwork> {
  const links = new Set<FaultyLink>();
  const struck: Record<FateKind, number> = { delayed: 0, dropped: 0, cut: 0, late: 0 };
  let isFaulty = false;
  let connections = 0;
  const accept = (client: Socket): void => {
    connections += 1;
    const server = connect(target, "127.0.0.1");
    const plan = connectionPlan(seed, connections, setting);
    const now: ConnectionPlan = (direction) => (isFaulty ? plan(direction) : { kind: "passes" });
    const link = new FaultyLink(client, server, now, (kind) => {
      struck[kind] += 1;
    });
    links.add(link);
    server.once("close", () => links.delete(link));
  };
  const server = createServer({ noDelay: true }, accept);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening socket has no port");
  const cutAll = () => {
    for (const link of links) link.cut();
  };
  return {
    port: address.port,
    struck,
    begin: () => {
      isFaulty = true;
    },
    heal: () => {
      isFaulty = false;
    },
    close: async () => {
      cutAll();
      server.close();
      await once(server, "close");
    },
  };
}
