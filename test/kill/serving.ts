// Servers as processes that are killed, paused and started again, each on a port that stays its own.
import { endAll, type Started, start } from "../cli/lazyengine-process.js";

export interface Serving {
  readonly address: string;
  /** Of /readyz, until it is started again. */
  readonly http: string;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end; how long that took, milliseconds. Throws where it does not end well. */
  stop(): Promise<number>;
  /** After a kill or stop: resolves when it serves again, from now on by the build whose command is named. */
  restart(main?: string): Promise<void>;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
}

export interface ServingOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The file of another build's command. */
  readonly main?: string;
}

const running = new Set<Started>();

/** Resolves when it serves. */
export async function serve(uri: string, database: string, options: ServingOptions = {}): Promise<Serving> {
  const { flags = [], env = {} } = options;
  const started = async (
    port: string,
    main: string | undefined,
  ): Promise<{ process: Started; address: string; http: string }> => {
    const own = ["--mongodb", uri, "--database", database, "--port", port, "--http-port", "0", "--log-level", "warn"];
    const process = start(["serve", ...own, ...flags], { env, main });
    running.add(process);
    const [, address = "", http = ""] = await process.stdout(/^lazyengine ready grpc=(\S+) http=(\S+)/);
    return { process, address, http };
  };
  const first = await started("0", options.main);
  const { address, http } = first;
  let { process } = first;
  return {
    address,
    http,
    async kill() {
      process.signal("SIGKILL");
      await process.ended;
    },
    async stop() {
      const begin = performance.now();
      process.signal("SIGTERM");
      const { code, stderr } = await process.ended;
      if (code !== 0) throw new Error(`the server ended with ${code}: ${stderr}`);
      return performance.now() - begin;
    },
    async restart(main) {
      ({ process } = await started(address.split(":")[1] ?? "", main));
    },
    signal: (signal) => process.signal(signal),
  };
}

/** Also those that stand still. */
export async function endServers(): Promise<void> {
  for (const process of running) process.signal("SIGCONT");
  running.clear();
  await endAll();
}
