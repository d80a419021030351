// Flows that are started as fast as the server takes them, or as often as somebody decides whatever it takes; and what
// came of each call. Nobody does their tasks.
import { setTimeout as delay } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { StatusSchema } from "#gen/google/rpc/status_pb.js";
import { LazyEngine, RunRequestSchema } from "#gen/lazyengine/v1/index.js";
import type { FlowSpec } from "../../src/client/index.js";
import { runRequest } from "../../src/client/run-request.js";

/** A flow that is some work to take in, so that more can be asked for than is done. */
const HEAVY: FlowSpec = {
  name: "heavy",
  tasks: Array.from({ length: 200 }, (_, number) => ({
    name: `task-${number}`,
    type: "nobody",
    input: { number },
    dependsOn: number === 0 ? [] : [`task-${number - 1}`],
  })),
};
/** Made once: who asks must be cheaper than who answers. Each call starts a flow of its own. */
const BYTES = Buffer.from(
  toBinary(RunRequestSchema, create(RunRequestSchema, { ...runRequest(HEAVY, {}), namespace: "heavy" })),
);
const { typeName } = LazyEngine;
const unchanged = (bytes: Buffer) => bytes;
/** By then nobody waits for the answer any more. */
const DEADLINE_MS = 5_000;
/** No answer in time, which the server says a little before, too; or the connection was closed under the call. */
const LATE: ReadonlySet<status> = new Set([status.DEADLINE_EXCEEDED, status.INTERNAL, status.UNAVAILABLE]);
const TURN_MS = 10;
const CONNECTIONS = 64;

export interface EndedCall {
  /** `late`: there was no answer in time. */
  readonly end: "started" | "refused" | "late";
  /** By performance.now(). */
  readonly at: number;
  readonly latencyMs: number;
}

interface Answer {
  readonly end: EndedCall["end"];
  /** Where it was refused. */
  readonly retryAfterMs: number;
}

export class Starts {
  readonly calls: EndedCall[] = [];
  readonly #clients: readonly Client[];
  #next = 0;

  constructor(address: string) {
    // On one connection they would wait for its window in their own process, and the server see few of them.
    const own = { "grpc.use_local_subchannel_pool": 1 };
    this.#clients = Array.from({ length: CONNECTIONS }, () => new Client(address, credentials.createInsecure(), own));
  }

  /** So many callers, each of which starts one flow after the other, for so long. */
  async atOnce(callers: number, durationMs: number): Promise<void> {
    const end = performance.now() + durationMs;
    const startFlows = async () => {
      while (performance.now() < end) await this.#start(performance.now() + DEADLINE_MS);
    };
    await Promise.all(Array.from({ length: callers }, startFlows));
  }

  /** So many a second, whether or not those before are answered; who is refused tries again until it is too late. */
  async atRate(perSecond: number, durationMs: number): Promise<void> {
    const begin = performance.now();
    const open = new Set<Promise<void>>();
    for (let due = 0, elapsed = 0; elapsed < durationMs; elapsed = performance.now() - begin) {
      for (; due < (elapsed / 1_000) * perSecond; due += 1) {
        const start = this.#start(performance.now() + DEADLINE_MS);
        open.add(start);
        void start.finally(() => open.delete(start));
      }
      await delay(TURN_MS); // the rate is what is offered
    }
    await Promise.all(open);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  async #start(deadline: number): Promise<void> {
    for (let left = DEADLINE_MS; left > 0; left = deadline - performance.now()) {
      const began = performance.now();
      const { end, retryAfterMs } = await this.#call(left);
      const at = performance.now();
      this.calls.push({ end, at, latencyMs: at - began });
      if (end !== "refused") return;
      await delay(retryAfterMs * (1 + Math.random())); // as clients do that are told when to come back
    }
  }

  #call(leftMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const answered = (error: ServiceError | null) => {
        if (error === null) resolve({ end: "started", retryAfterMs: 0 });
        else if (error.code === status.RESOURCE_EXHAUSTED)
          resolve({ end: "refused", retryAfterMs: retryAfterMs(error) });
        // A client that gives up on many calls at once has its connection closed by its server's transport.
        else if (LATE.has(error.code)) resolve({ end: "late", retryAfterMs: 0 });
        else reject(error);
      };
      const options = { deadline: Date.now() + leftMs };
      this.#next = (this.#next + 1) % CONNECTIONS;
      this.#clients[this.#next]?.makeUnaryRequest(
        `/${typeName}/Run`,
        unchanged,
        unchanged,
        BYTES,
        new Metadata(),
        options,
        answered,
      );
    });
  }
}

function retryAfterMs({ metadata }: ServiceError): number {
  const [bytes] = metadata.get("grpc-status-details-bin");
  const { details } = fromBinary(StatusSchema, bytes as Buffer);
  const delays = details.map((detail) => anyUnpack(detail, RetryInfoSchema)?.retryDelay);
  return Number(delays.find((found) => found !== undefined)?.seconds) * 1_000;
}

export interface Summary {
  readonly perSecond: number;
  /** Of those that were started; milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
  readonly late: number;
}

/** Of the calls that ended in a span of time, by performance.now(). */
export function summary(calls: readonly EndedCall[], from: number, to: number): Summary {
  const within = calls.filter(({ at }) => at >= from && at < to);
  const latencies = within
    .filter(({ end }) => end === "started")
    .map(({ latencyMs }) => latencyMs)
    .sort((a, b) => a - b);
  const share = (part: number) => Math.round(latencies[Math.floor(latencies.length * part)] ?? 0);
  return {
    perSecond: Math.round((latencies.length / (to - from)) * 1_000),
    p50: share(0.5),
    p99: share(0.99),
    refused: within.filter(({ end }) => end === "refused").length,
    late: within.filter(({ end }) => end === "late").length,
  };
}

export function toldStarts({ perSecond, p50, p99, refused, late }: Summary): string {
  return `${perSecond}/s, p50 ${p50} ms, p99 ${p99} ms, ${refused} refused, ${late} too late`;
}
