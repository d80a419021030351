/**
 * What becomes of a task in an executor's hands: it is completed as its script says, reported on, released, left to
 * somebody else; now and then twice, or too late.
 */
import type { FlowDefinition } from "../../../src/core/definition/definition.js";
import { splitTaskId } from "../../../src/core/state/task-id.js";
import type { ReadyTask } from "../../../src/engine/index.js";
import type { Decision } from "../../../src/engine/requests.js";
import type { ScriptedOutcome } from "../../core/random-graph.js";
import { scriptedDecision } from "../../engine/scripted-decisions.js";
import type { Histories } from "../checks/histories.js";
import { scriptedFor, scriptedVerdict } from "../scoped-flows.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { answerWithFlow } from "./answer-with-flow.js";
import { insist } from "./caller.js";
import { expectLate, reportOutcome } from "./report-outcome.js";

export interface WorkerSetting {
  readonly world: World;
  readonly service: Service;
  readonly histories: Histories;
  readonly sessionId: string;
  /** How long its tasks take at most, milliseconds. */
  readonly workMs: number;
}

const REPORT_INTERVAL_MS = 2_000;
/** All edges on skip fire. */
const SKIPPED: Decision = { fired: [], skip: [], globals: {}, message: "" };

export class Worker {
  /** What it works on, by claim token. */
  readonly holds = new Map<string, ReadyTask>();
  readonly #setting: WorkerSetting;
  /** Rises when it forgets everything. */
  #life = 0;

  constructor(setting: WorkerSetting) {
    this.#setting = setting;
  }

  /** Those of its tasks whose claims are still open. */
  get open(): readonly string[] {
    const open = this.#setting.histories.openClaims(this.#setting.sessionId);
    return [...this.holds.keys()].filter((token) => open.has(token));
  }

  /** Those of them that count against its credit. */
  get openTasks(): readonly string[] {
    return this.open.filter((token) => this.holds.get(token)?.phase === undefined);
  }

  /** It dies: nothing that it was about to do is done. */
  die(): void {
    this.#life += 1;
    this.holds.clear();
  }

  /** What it held is another's. It may not have heard, and goes on. */
  lose(): void {
    const { world } = this.#setting;
    if (world.random.chance(0.7)) this.holds.clear();
  }

  drop(claimToken: string): void {
    this.holds.delete(claimToken);
  }

  take(task: ReadyTask): void {
    const { world, workMs, histories } = this.#setting;
    const life = this.#life;
    histories.expectClaimed(task);
    this.holds.set(task.claimToken, task);
    const isHeld = () => this.#life === life && this.holds.has(task.claimToken);
    const duration = workMs * world.random.next() ** 2;
    if (task.heartbeatTimeoutMs !== undefined) this.#reportNow(task, isHeld);
    world.after(duration, () => {
      if (isHeld()) this.#start(this.#finish(task));
    });
  }

  /** Its flow is being cancelled: it stops, or goes on as if it had not heard, as with what it is to decide about. */
  cancel(claimToken: string): void {
    const task = this.holds.get(claimToken);
    if (task !== undefined && task.phase === undefined && this.#setting.world.random.chance(0.7))
      this.#start(this.#complete(task, "cancelled"));
  }

  #start(work: Promise<void>): void {
    this.#setting.world.start(this.#setting.sessionId, work);
  }

  #reportNow(task: ReadyTask, isHeld: () => boolean): void {
    const { world, service } = this.#setting;
    if (!isHeld()) return;
    const { flowId, taskId, claimToken } = task;
    const fraction = world.random.next();
    // Refused where nobody has left the task to an outsider.
    const item = { flowId, taskId, claimToken, fraction, ...(world.random.chance(0.1) && { paused: true }) };
    service.call((engine) => engine.reportProgress({ items: [item] })).catch(() => undefined);
    world.after(REPORT_INTERVAL_MS, () => this.#reportNow(task, isHeld));
  }

  async #finish(task: ReadyTask): Promise<void> {
    const { world, histories } = this.#setting;
    const fate = world.random.next();
    if (fate < 0.05) return this.#release(task);
    if (task.phase !== undefined) return this.#decide(task);
    if (fate < 0.12) return this.#defer(task);
    const flow = histories.flowOf(task);
    if (flow === undefined) return;
    const definition = flow.answered?.get(splitTaskId(task.taskId).name);
    if (definition !== undefined && task.kind === "EXECUTE" && fate < 0.9) await this.#answerWith(task, definition);
    else await this.#complete(task, scriptedFor(flow, task));
  }

  async #answerWith(task: ReadyTask, definition: FlowDefinition | string): Promise<void> {
    const life = this.#life;
    this.holds.delete(task.claimToken);
    await answerWithFlow(this.#setting, task, definition, () => this.#life !== life);
  }

  /** Now and then twice: the second answer is the first once more, or comes too late. */
  async #decide(task: ReadyTask): Promise<void> {
    const { world, service, histories } = this.#setting;
    const { control, scoped } = histories.flowOf(task) ?? {};
    const life = this.#life;
    const { flowId, taskId, claimToken } = task;
    this.holds.delete(claimToken);
    const decision =
      control === undefined
        ? scoped && scriptedVerdict(scoped, task)
        : task.intent === "SKIP"
          ? SKIPPED
          : scriptedDecision(control, task);
    if (decision === undefined) return;
    const request = { flowId, taskId, claimToken, requestId: `${claimToken}-decided`, decision };
    for (let times = world.random.chance(0.1) ? 2 : 1; times > 0; times -= 1) {
      const gone = () => this.#life !== life;
      const verdict = await insist(world, service, (engine) => engine.taskComplete(request), gone);
      expectLate(this.#setting, task, verdict);
    }
  }

  async #release(task: ReadyTask): Promise<void> {
    const { world, service } = this.#setting;
    const { flowId, taskId, claimToken } = task;
    this.holds.delete(claimToken);
    const delayMs = world.random.chance(0.3) ? world.random.below(2_000) : 0;
    const verdict = await insist(world, service, async (engine) => {
      const [item] = await engine.releaseTasks({ claims: [{ flowId, taskId, claimToken }], delayMs });
      if (item === undefined || "error" in item) throw item?.error ?? new Error("a release without an answer");
    });
    expectLate(this.#setting, task, verdict);
  }

  /** Somebody else finishes it later, by its ids alone. */
  async #defer(task: ReadyTask): Promise<void> {
    const { world, service, histories } = this.#setting;
    const { flowId, taskId, claimToken, attempt, kind } = task;
    const deferred = {
      flowId,
      taskId,
      claimToken,
      requestId: `${claimToken}-deferred`,
      outcome: { kind: "deferred" },
    } as const;
    // Also when it dies meanwhile: whoever the task was left to would not know.
    const verdict = await insist(world, service, (engine) => engine.taskComplete(deferred));
    this.holds.delete(claimToken);
    expectLate(this.#setting, task, verdict);
    const flow = histories.flowOf(task);
    if (flow === undefined || verdict === undefined || "refused" in verdict) return;
    await world.wait(20_000 * world.random.next() ** 2);
    if (world.random.chance(0.4)) await this.#pause(task);
    // By its ids alone a task means its execution.
    const fence = world.random.chance(0.5) || kind === "REVERT" ? { attempt } : {};
    await reportOutcome(this.#setting, task, scriptedFor(flow, task), fence);
  }

  /** An outsider rests for a while; it goes on, or finishes without saying so. */
  async #pause({ flowId, taskId }: ReadyTask): Promise<void> {
    const { world, service } = this.#setting;
    const tell = (paused: boolean) =>
      insist(world, service, (engine) => engine.reportProgress({ items: [{ flowId, taskId, paused }] }));
    await tell(true);
    await world.wait(10_000 * world.random.next());
    if (world.random.chance(0.5)) await tell(false);
  }

  async #complete(task: ReadyTask, outcome: ScriptedOutcome): Promise<void> {
    const life = this.#life;
    this.holds.delete(task.claimToken);
    // An executor that dies while it completes does not go on.
    await reportOutcome(this.#setting, task, outcome, { claimToken: task.claimToken }, () => this.#life !== life);
  }
}
