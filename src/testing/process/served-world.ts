/**
 * A test engine for clients in other processes: a server of its own on the loopback, and what a test says to the engine
 * itself, as questions with plain values.
 */
import { serverConfig } from "../../server/config.js";
import { createServer, type RunningServer } from "../../server/create-server.js";
import { createLogger } from "../../server/logger.js";
import { clientOf, START_TIME } from "../create-test-engine.js";
import { TestEngine } from "../test-engine.js";
import { TestExecutors, timeOf } from "../test-executors.js";
import { TestWorld } from "../test-world.js";

export interface WorldRequest {
  readonly start_time?: string | undefined;
  readonly seed?: number | undefined;
  readonly patience_ms?: number | undefined;
}

const PATIENCE_MS = 10_000;
/** Never anything but the loopback, on a free port, and nothing beside gRPC. */
const CONFIG = { host: "127.0.0.1", port: 0, httpPort: 0, httpCalls: false, ui: false, reflection: false } as const;

export class ServedWorld {
  readonly world: TestWorld;
  readonly #server: RunningServer;
  readonly #engines = new Map<string, TestEngine>();
  /** Ends the waits of handlers whose claim is over. */
  readonly #asleep = new Map<string, AbortController>();
  readonly #ended = new AbortController();

  static async start({ start_time: start = START_TIME, seed = 1, patience_ms = PATIENCE_MS }: WorldRequest) {
    const world = await TestWorld.start({ startTime: timeOf(start, "start_time"), seed, patienceMs: patience_ms });
    const config = serverConfig({ ...CONFIG, stopGrace: 0 });
    const server = await createServer({ engine: world.lives.engine, config, logger: createLogger("warn") });
    return new ServedWorld(world, server);
  }

  private constructor(world: TestWorld, server: RunningServer) {
    this.world = world;
    this.#server = server;
    world.journal.closed = (token) => this.#asleep.get(token)?.abort(new Error("the claim is over"));
  }

  /** Where it serves gRPC. */
  get target(): string {
    return `${CONFIG.host}:${this.#server.grpcPort}`;
  }

  /** The engine as a test in this process would have it, for a namespace. */
  engine(namespace: string): TestEngine {
    const known = this.#engines.get(namespace);
    if (known !== undefined) return known;
    const client = clientOf(this.world, { namespace });
    const engine = new TestEngine(this.world, client, new TestExecutors(this.world, client, false));
    this.#engines.set(namespace, engine);
    return engine;
  }

  /** For a handler elsewhere, by its claim: ends early, with an error, where the claim is over or the world is. */
  async sleep(durationMs: number, claimToken: string | undefined): Promise<void> {
    const waking = new AbortController();
    if (claimToken !== undefined) this.#asleep.set(claimToken, waking);
    try {
      await this.world.sleepers.sleep(durationMs, claimToken, AbortSignal.any([waking.signal, this.#ended.signal]));
    } finally {
      if (claimToken !== undefined) this.#asleep.delete(claimToken);
    }
  }

  async stop(): Promise<void> {
    this.#ended.abort(new Error("the test engine was stopped"));
    await this.world.stop(() => this.#server.stop());
  }
}
