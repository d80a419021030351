/**
 * `lazyengine dev` as a process of its own, up to its ready line.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface DevServer {
  /** HOST:PORT of gRPC. */
  readonly address: string;
  /** HOST:PORT of HTTP. */
  readonly httpAddress: string;
  /** By SIGTERM; npx passes it on and ends before the server does, which is waited for all the same. */
  stop(): Promise<void>;
}

export interface DevServerOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

export async function startDev(
  command: string,
  args: readonly string[],
  { cwd, env = process.env }: DevServerOptions,
): Promise<DevServer> {
  const server = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  // When all that wrote to its stdout and stderr have ended.
  const closed = once(server, "close");
  let complaints = "";
  server.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const stop = async () => {
    server.kill("SIGTERM");
    await closed;
  };
  for await (const line of createInterface({ input: server.stdout })) {
    const [, address, httpAddress] = /^lazyengine ready grpc=(\S+) http=(\S+)/.exec(line) ?? [];
    if (address === undefined || httpAddress === undefined) continue;
    server.stdout.resume();
    return { address, httpAddress, stop };
  }
  throw new Error(`the server ended before it was ready:\n${complaints}`);
}
