// A watch in the hand of a test.
import type { Engine, WatchFlowFrame } from "../../src/engine/index.js";

/** What a watch has told so far. */
export class Told {
  readonly frames: WatchFlowFrame[] = [];
  readonly #stop = new AbortController();
  readonly over: Promise<unknown>;

  constructor(engine: Engine, request: Parameters<Engine["watchFlow"]>[0]) {
    const read = async () => {
      for await (const frame of engine.watchFlow(request, { signal: this.#stop.signal })) this.frames.push(frame);
    };
    this.over = read().catch((error: unknown) => error);
  }

  get updates() {
    return this.frames.filter((frame) => frame.kind === "update");
  }

  get revision(): string {
    return this.frames.at(-1)?.revision ?? "";
  }

  /** The last state that it told of each flow. */
  get states(): Record<string, string> {
    return Object.fromEntries(this.updates.map(({ flow: told }) => [told.flowId, told.state]));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.over;
  }
}
