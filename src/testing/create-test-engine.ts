/**
 * Makes a test engine.
 */
import { Client, type ClientOptions } from "../client/client.js";
import type { PayloadCodec } from "../client/payload-codec.js";
import { type DurationInput, durationInputMs } from "../client/times.js";
import { createHandlers } from "../service/handlers.js";
import { InProcessTransport } from "./in-process-transport.js";
import { TestEngine } from "./test-engine.js";
import { type ExecutorParts, TestExecutors, timeOf } from "./test-executors.js";
import { TestWorld } from "./test-world.js";

export interface TestEngineOptions extends ExecutorParts {
  /** Handlers are given nothing until `step()` is called. */
  readonly stepwise?: boolean;
  /** What the clock shows at first: milliseconds since the epoch, a Date, or a text. Default: 2025-01-01T00:00:00Z. */
  readonly startTime?: number | Date | string;
  /** Decides what is left to chance, such as the jitter of retries. Default: 1. */
  readonly seed?: number;
  /** How long handlers may take in real time before a test is told that they hang. Default: 10 s. */
  readonly patience?: DurationInput;
  /** Of the client. Default: `default`. */
  readonly namespace?: string;
  /** Of the client: see PayloadCodec. */
  readonly codec?: PayloadCodec;
}

export const START_TIME = "2025-01-01T00:00:00Z";
/** As LIMITS has them for a server. */
const PER_CONNECTION = 1_000;

/** An engine in this process, with its store in memory, on a clock that stands still until it is told to move. */
export async function createTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const { stepwise = false, startTime = START_TIME, seed = 1, patience = "10s", namespace, codec, ...parts } = options;
  const world = await TestWorld.start({
    startTime: timeOf(startTime, "startTime"),
    seed,
    patienceMs: durationInputMs(patience, "patience"),
  });
  const own = { ...(namespace !== undefined && { namespace }), ...(codec !== undefined && { codec }) };
  const client = clientOf(world, own);
  const executors = new TestExecutors(world, client, stepwise);
  if (parts.handlers !== undefined || parts.reverts !== undefined || parts.evaluate !== undefined) {
    await executors.start(parts);
  }
  return new TestEngine(world, client, executors);
}

/** A client of the world's engine, in its process. */
export function clientOf(world: TestWorld, options: Pick<ClientOptions, "namespace" | "codec">): Client {
  const handlers = createHandlers({
    engine: world.lives.engine,
    // Not a line of a log: clients get the error itself.
    report: () => "of this process",
    version: "in process",
    streamsPerConnection: PER_CONNECTION,
    sessionsPerConnection: PER_CONNECTION,
  });
  return new Client({ address: "this process", ...options }, new InProcessTransport(handlers, world.activity.mark));
}
