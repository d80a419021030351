/**
 * `lazyengine dev` as a process of its own, up to its ready line.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface DevServer {
  /** HOST:PORT */
  readonly address: string;
  stop(): Promise<void>;
}

export async function startDev(command: string, args: readonly string[], cwd: string): Promise<DevServer> {
  const server = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(server, "exit");
  let complaints = "";
  server.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const stop = async () => {
    server.kill("SIGTERM");
    await exited;
  };
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /^lazyengine ready grpc=(\S+)/.exec(line)?.[1];
    if (address !== undefined) return { address, stop };
  }
  throw new Error(`the server ended before it was ready:\n${complaints}`);
}
