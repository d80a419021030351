/**
 * Somebody who watches a flow to its end, through whatever process there is; and on from there, where it goes on.
 */
import { EngineError, type WatchFlowFrame } from "../../../src/engine/index.js";
import { parsePartsRevision } from "../../../src/engine/views/revision.js";
import type { Histories } from "../checks/histories.js";
import { incarnationOf, isBehind } from "../checks/revisions.js";
import type { SimulatedFlow } from "../workload.js";
import { Inbox } from "../world/inbox.js";
import { isPassing, type Service, Unreachable } from "../world/service.js";
import type { World } from "../world/world.js";

export class Watcher {
  readonly #world: World;
  readonly #service: Service;
  readonly #histories: Histories;
  readonly #flowId: string;
  readonly #isSteered: boolean;
  /** The states that it was told of each task, in order. */
  readonly #seen = new Map<string, string[]>();
  #revision: string | undefined;
  #flowState: string | undefined;
  #hasSeenTheEnd = false;
  /** The last that it was told is that there is no such flow. */
  #isToldGone = false;

  constructor(world: World, service: Service, histories: Histories, { flowId, steered }: SimulatedFlow) {
    this.#world = world;
    this.#service = service;
    this.#histories = histories;
    this.#flowId = flowId;
    this.#isSteered = steered === true;
    world.start(`watching ${flowId}`, this.#watch());
  }

  get hasSeenTheEnd(): boolean {
    return this.#hasSeenTheEnd && !this.#isBehind;
  }

  /** Something has happened in the flow since it ended. */
  get #isBehind(): boolean {
    if (!this.#isSteered || this.#revision === undefined) return false;
    const { versions } = parsePartsRevision("revision", this.#revision);
    const { records = new Map() } = this.#histories.at(this.#flowId, this.#revision) ?? {};
    return [...records].some(([segment, { version }]) => version > (versions[segment] ?? 0));
  }

  /** It saw the end of the flow; or, where that is gone, it saw that, or had left before. */
  get hasSeenAll(): boolean {
    if (!this.#isGone) return this.hasSeenTheEnd;
    return this.#isToldGone || this.#hasSeenTheEnd || this.#revision === undefined;
  }

  get #isGone(): boolean {
    return this.#histories.runs(this.#flowId) > 0 && this.#histories.current(this.#flowId) === undefined;
  }

  /** It saw the end of the flow, and nothing that was not so. Returns what is wrong. */
  fault(histories: Histories): string | undefined {
    if (this.#isGone) return this.hasSeenAll ? undefined : `a watcher of ${this.#flowId} was not told that it is gone`;
    const history = this.#revision === undefined ? undefined : histories.at(this.#flowId, this.#revision);
    if (history === undefined) return `a watcher of ${this.#flowId} saw nothing`;
    const final = history.last?.flow.state;
    if (this.#flowState !== final) return `a watcher of ${this.#flowId} saw ${this.#flowState} last, not ${final}`;
    for (const [task, states] of history.states) {
      const seen = this.#seen.get(task) ?? [];
      if (!isSubsequence(seen, states))
        return `a watcher saw ${task} ${seen.join(", ")}, stored was ${states.join(", ")}`;
      // It is told nothing more once the flow has ended: what still ran then may have ended since, or begun by a plan.
      if (seen.length === 0 && history.beganAfterTheEnd(task)) continue;
      const last = states.slice(history.statesAtEnd(task));
      if (!last.includes(seen.at(-1) ?? "")) return `a watcher saw ${task} ${seen.at(-1)} last, not ${states.at(-1)}`;
    }
    return undefined;
  }

  async #watch(): Promise<void> {
    for (;;) {
      try {
        // Told of segments first, it may have the flow as it was up to a second ago until it is told the end again.
        this.#hasSeenTheEnd = false;
        this.#hasSeenTheEnd = await this.#read();
        if (this.#hasSeenTheEnd && !this.#isSteered) return;
        while (this.hasSeenTheEnd) await this.#world.wait(2_000 * this.#world.random.next());
      } catch (error) {
        this.#world.note("watch", `${this.#flowId} ends: ${String(error)}`);
        const reason = error instanceof EngineError ? error.reason : undefined;
        this.#isToldGone = reason === "FLOW_NOT_FOUND";
        if (reason === "REVISION_COMPACTED" || reason === "REVISION_MISMATCH") this.#forget();
        else if (reason !== "FLOW_NOT_FOUND" && !isPassing(error)) throw error;
      }
      await this.#world.wait(2_000 * this.#world.random.next());
    }
  }

  /** One stream; true = it told of the end. */
  async #read(): Promise<boolean> {
    const process = this.#service.anyProcess();
    const { life, engine } = process;
    if (engine === undefined) throw new Unreachable(process.name);
    const inbox = new Inbox<WatchFlowFrame>(this.#world);
    const leave = new AbortController();
    const forget = life.onEnd(() => inbox.end(new Unreachable(process.name)));
    const request = {
      flowId: this.#flowId,
      view: "TASKS",
      ...(this.#revision && { sinceRevision: this.#revision }),
    } as const;
    this.#world.note("watch", `${this.#flowId} from ${process.name} since ${this.#revision}`);
    const pump = async () => {
      for await (const frame of engine.watchFlow(request, { signal: leave.signal })) {
        if (life.ended) return;
        inbox.post(frame, this.#world.faults.callDelay());
      }
      inbox.postEnd(this.#world.faults.callDelay());
    };
    pump().catch((error: Error) => inbox.postEnd(this.#world.faults.callDelay(), error));
    try {
      for await (const frame of inbox) {
        this.#see(frame);
        // Now and then the connection breaks.
        if (this.#world.faults.happens("callLostAfter")) return false;
      }
      return ["SUCCEEDED", "FAILED", "CANCELLED", "REVERTED"].includes(this.#flowState ?? "");
    } finally {
      forget();
      leave.abort();
    }
  }

  /** The flow was deleted, and may be run again. */
  #forget(): void {
    this.#revision = undefined;
    this.#flowState = undefined;
    this.#hasSeenTheEnd = false;
    this.#seen.clear();
  }

  #see(frame: WatchFlowFrame): void {
    this.#isToldGone = false;
    const before = this.#revision;
    if (before !== undefined && incarnationOf(before) !== incarnationOf(frame.revision)) this.#forget();
    else if (before !== undefined && isBehind(frame.revision, before)) {
      this.#world.breaks(`a watcher of ${this.#flowId} was told ${frame.revision} after ${before}`);
    }
    this.#revision = frame.revision;
    if (frame.kind === "deleted") this.#forget();
    const told = frame.kind === "update" ? frame.tasks.map(({ taskId, state }) => ` ${taskId} ${state}`).join(",") : "";
    this.#world.note("watch", `${this.#flowId} ${frame.kind} ${frame.revision}${told}`);
    if (frame.kind !== "update") return;
    this.#flowState = frame.flow.state;
    for (const { taskId, state } of frame.tasks) {
      const seen = this.#seen.get(taskId) ?? [];
      seen.push(state);
      this.#seen.set(taskId, seen);
    }
  }
}

/** Whether all that was seen was so, in that order; repeats are allowed. */
function isSubsequence(seen: readonly string[], states: readonly string[]): boolean {
  let at = 0;
  for (const state of seen) {
    while (at < states.length && states[at] !== state) at += 1;
    if (at === states.length) return false;
  }
  return true;
}
