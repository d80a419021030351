/**
 * An executor that does what a graph's script says, through whichever engine chance picks: completes, releases, defers,
 * repeats itself, comes too late, and moves its session from one engine to the other.
 */

import {
  EngineError,
  type ReadyTask,
  type Session,
  type SessionFrame,
  type TaskOutcome,
} from "../../src/engine/index.js";
import { type ScriptedOutcome, scriptedOutcome } from "../core/random-graph.js";
import { json } from "./json-payload.js";
import { expectSame, type RandomFlow } from "./random-flow.js";
import { expectRefused, orRefused, type RandomWorld } from "./random-world.js";

/** By then the engine that was left knows: until it does it may assign beyond the session's credit (rule L1). */
const MOVE_INTERVAL_MS = 3_000;

export interface RandomExecutorOptions {
  readonly sessionId: string;
  readonly queues: readonly string[];
  readonly maxInFlight: number;
}

export class RandomExecutor {
  readonly #world: RandomWorld;
  readonly #options: RandomExecutorOptions;
  /** Claim tokens it was ever sent: what is sent again after a move is no new task. */
  readonly #seen = new Set<string>();
  /** Those of them that it has not yet begun to give an end. */
  readonly #out = new Set<string>();
  readonly #reads: Promise<void>[] = [];
  #session: Session | undefined;
  #moving = false;
  #moved = false;
  #movedTime = 0;

  constructor(world: RandomWorld, options: RandomExecutorOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Opens its session at one of the engines; a stream that it has elsewhere is taken over. */
  async open(): Promise<void> {
    // Whoever asks for a new stream has given up the one before: what still comes on that is not taken.
    this.#session = undefined;
    const session = await this.#world.engine.openSession(this.#options);
    this.#session = session;
    this.#reads.push(this.#read(session));
  }

  /** Ends once the streams have closed that it has had. */
  async close(): Promise<void> {
    await this.#session?.close();
    await Promise.all(this.#reads);
  }

  async #read(session: Session): Promise<void> {
    try {
      for await (const frame of session) {
        // It has hung up on the old stream where it has a new one.
        if (this.#session !== session) continue;
        if (frame.kind === "ready_tasks") for (const task of frame.tasks) this.#take(task);
        if (frame.kind === "revoked") this.#revoked(frame);
      }
    } catch (error) {
      const moved = error instanceof EngineError && error.reason === "SESSION_TAKEN_OVER";
      if (!moved) for (const flow of this.#world.flows.values()) this.#world.fail(flow, error);
    } finally {
      await session.close();
    }
  }

  /**
   * Nothing is revoked from an executor that stays where it is. Where it has moved, the engine that it left may take back
   * what it had just assigned, while the other one has sent it already.
   */
  #revoked({ taskId, claimToken, reason }: Extract<SessionFrame, { kind: "revoked" }>): void {
    if (this.#out.delete(claimToken) && !(this.#moved && reason === "RELEASED")) {
      throw new Error(`${taskId} was revoked: ${reason}`);
    }
  }

  #take(ready: ReadyTask): void {
    const { sessionId, maxInFlight } = this.#options;
    const flow = this.#world.flows.get(ready.flowId);
    if (flow === undefined || this.#seen.has(ready.claimToken)) return;
    this.#seen.add(ready.claimToken);
    this.#out.add(ready.claimToken);
    this.#world.during(flow, async () => {
      if (this.#out.size > maxInFlight) throw new Error(`${sessionId} holds ${this.#out.size}, not ${maxInFlight}`);
      flow.offered(ready);
      await this.#work(flow, ready);
    });
  }

  async #work(flow: RandomFlow, ready: ReadyTask): Promise<void> {
    const { random } = this.#world;
    for (let turns = random.below(4); turns > 0; turns -= 1) await new Promise((resolve) => void setImmediate(resolve));
    if (random.chance(0.005)) await this.#move();
    if (random.chance(0.01)) this.#world.suspend(flow);
    const fate = random.next();
    try {
      if (fate < 0.05) await this.#release(ready);
      else if (fate < 0.1) await this.#defer(flow, ready);
      else await this.#complete(flow, ready, ready.claimToken);
    } catch (error) {
      if (!(await this.#wasTakenBack(ready, error))) throw error;
    }
  }

  /** Whether a call failed because the engine that the executor has left took the task back: see #revoked. */
  async #wasTakenBack({ flowId, taskId, attempt }: ReadyTask, error: unknown): Promise<boolean> {
    if (!this.#moved || !(error instanceof EngineError && error.reason === "CLAIM_SUPERSEDED")) return false;
    const { tasks } = await this.#world.engine.getFlowDetails({ flowId, taskIds: [taskId], view: "FULL" });
    return tasks[0]?.attempts.find((one) => one.attempt === attempt)?.end === "RELEASED";
  }

  async #move(): Promise<void> {
    if (this.#moving || performance.now() - this.#movedTime < MOVE_INTERVAL_MS) return;
    this.#moving = true;
    this.#moved = true;
    // Now and then it closes in order; otherwise the new stream takes over.
    if (this.#world.random.chance(0.5)) await this.#session?.close();
    await this.open();
    this.#movedTime = performance.now();
    this.#moving = false;
  }

  async #release({ flowId, taskId, claimToken }: ReadyTask): Promise<void> {
    const { engine, random } = this.#world;
    this.#out.delete(claimToken);
    const delayMs = random.chance(0.3) ? 5 : 0;
    const [item] = await engine.releaseTasks({ claims: [{ flowId, taskId, claimToken }], delayMs });
    if (item === undefined || "error" in item) throw item?.error ?? new Error("a release without an answer");
    const late = { flowId, taskId, claimToken, outcome: outcomeOf("result", -1) };
    if (random.chance(0.3)) await expectRefused(this.#world.engine, late, "CLAIM_SUPERSEDED");
  }

  /** Leaves the task to somebody who completes it by ids alone. */
  async #defer(flow: RandomFlow, ready: ReadyTask): Promise<void> {
    const { flowId, taskId, claimToken } = ready;
    this.#out.delete(claimToken);
    const deferred = { flowId, taskId, claimToken, outcome: { kind: "deferred" } } as const;
    await this.#world.engine.taskComplete(deferred);
    await this.#complete(flow, ready, undefined);
  }

  async #complete(flow: RandomFlow, ready: ReadyTask, claimToken: string | undefined): Promise<void> {
    const { random, engine } = this.#world;
    const { flowId, taskId, attempt, tries } = ready;
    const task = flow.task(taskId);
    const outcome = scriptedOutcome(task, tries);
    const requestId = `${taskId}/${ready.claimToken}`;
    const request = {
      flowId,
      taskId,
      requestId,
      outcome: outcomeOf(outcome, tries),
      ...(claimToken && { claimToken }),
    };
    // Nobody waits for outsiders once a flow is cancelled.
    const closed = claimToken === undefined && flow.cancelAt !== undefined;
    const answer = await flow.inTurn(engine, () => {
      this.#out.delete(ready.claimToken);
      return orRefused(engine.taskComplete(request), closed ? ["CLAIM_SUPERSEDED", "TASK_CLOSED"] : []);
    });
    if (answer === undefined) return;
    expectSame(`replayed, of ${requestId}`, answer.replayed, false);
    const names = answer.ready.map((ref) => ref.taskId);
    flow.commands.push({ version: answer.flow.version, completed: { task, attempt, outcome, ready: names } });
    if (flow.commands.length === flow.cancelAt) this.#world.cancel(flow);
    if (random.chance(0.2)) {
      const again = await this.#world.engine.taskComplete(request);
      expectSame(`replayed, of ${requestId} again`, again.replayed, true);
      expectSame(
        `ready by ${requestId} again`,
        again.ready.map((ref) => ref.taskId),
        names,
      );
    }
    const { requestId: _, ...stale } = { ...request, claimToken: ready.claimToken, outcome: outcomeOf("result", -1) };
    if (random.chance(0.1)) await expectRefused(this.#world.engine, stale, "ALREADY_COMPLETED");
  }
}

function outcomeOf(outcome: ScriptedOutcome, tries: number): TaskOutcome {
  if (outcome === "result") return { kind: "result", result: json({ tries }) };
  if (outcome === "cancelled") return { kind: "cancelled", message: `try ${tries}` };
  return { kind: "failure", failure: { type: "E", message: `try ${tries}`, retryable: true, causes: [] } };
}
