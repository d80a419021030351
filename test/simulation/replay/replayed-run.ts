/**
 * One recorded run, replayed on real engines: command after command, each until it is answered, each answer compared; at
 * the end what is stored, and once more the outcomes, which must be known.
 *
 * Time is left out: a wait (a retry's backoff, a delay) is waited for, not measured; a grace that was over is a second
 * cancel without grace; a lease that was over is made so in the database. What a task's timeouts did cannot be repeated:
 * there the record of a run ends. A task that was handed over in the commit that made it ready is claimed by a command
 * of its own, by a session without a stream.
 */

import { isEndedFlow } from "../../../src/core/state/states.js";
import type { ReadyTask, TaskCompleteRequest } from "../../../src/engine/index.js";
import { headerSegmentId } from "../../../src/store/segment-id.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SeededRandom } from "../../core/seeded-random.js";
import { AttemptNames } from "./attempt-names.js";
import { completionDifferences, deliveryDifferences, resultDifferences, startDifferences } from "./compare-answers.js";
import { stateDifferences } from "./compare-states.js";
import type { RecordedCommand, RecordedRun } from "./recorded-run.js";
import { itemOf, type ReplayCaller } from "./replay-caller.js";
import { queueOf, replayableDefinition } from "./replayable-definition.js";
import type { Rig } from "./rig.js";

const LEASE_MS = 3_600_000;
const GRACE_MS = 3_600_000;
/** The releases of the record delay by up to two seconds. */
const RELEASE_DELAY_MS = 5;
const POLL_WAIT_MS = 1_000;
const CLAIM_WITHIN_MS = 45_000;
/** Completions that are sent once more at the end, of all. */
const ASKED_AGAIN = 0.3;

type Of<Kind> = Extract<RecordedCommand, { readonly kind: Kind }>;

export class ReplayedRun {
  readonly names = new AttemptNames();
  readonly differences: string[] = [];
  readonly #rig: Rig;
  readonly #caller: ReplayCaller;
  readonly #random: SeededRandom;
  readonly #run: RecordedRun;
  readonly #key: { readonly namespace: string; readonly flowId: string };
  /** What was sent to end each task, by task and recorded attempt. */
  readonly #completions: { readonly request: TaskCompleteRequest; readonly command: Of<"complete"> }[] = [];
  #requests = 0;

  constructor(rig: Rig, caller: ReplayCaller, random: SeededRandom, namespace: string, run: RecordedRun) {
    this.#rig = rig;
    this.#caller = caller;
    this.#random = random;
    this.#run = run;
    this.#key = { namespace, flowId: run.flow.flowId };
  }

  /** `leave`: somebody runs the flow again. */
  async play(leave: boolean): Promise<void> {
    await this.#start();
    for (const command of this.#run.commands) await this.#repeat(command);
    await this.#caller.settled();
    await this.#expectState();
    await this.#expectResults();
    for (const { command, request } of this.#completions) {
      if (this.#random.chance(ASKED_AGAIN)) await this.#expectKnown(command, request);
    }
    if (leave) await this.#delete();
  }

  async #start(): Promise<void> {
    const { flow, times, started } = this.#run;
    const definition = { kind: "spec", spec: replayableDefinition(flow.definition) } as const;
    const request = { ...this.#key, requestId: `run-${times}`, definition };
    const answer = await this.#caller.insistInTurn("run", (engine) => engine.run(request));
    this.differences.push(...startDifferences(started, answer));
  }

  async #repeat(command: RecordedCommand): Promise<void> {
    switch (command.kind) {
      case "claim":
        return this.#claim(command);
      case "complete":
        return this.#complete(command);
      case "release":
        return this.#release(command);
      case "report":
        return this.#report(command);
      case "lose":
        return this.#lose(command);
      case "suspend":
      case "resume":
      case "cancel":
      case "endGrace":
        return this.#control(command);
    }
  }

  async #claim({ task, attempt, holder, delivered }: Of<"claim">): Promise<void> {
    const request = {
      ...this.#key,
      sessionId: this.#session(holder),
      queues: [queueOf(task)],
      maxTasks: 100,
      waitMs: POLL_WAIT_MS,
      leaseMs: LEASE_MS,
    };
    const giveUpAt = performance.now() + CLAIM_WITHIN_MS;
    let found: ReadyTask | undefined;
    for (let polls = 0; found === undefined; polls += 1) {
      if (performance.now() > giveUpAt) throw new Error(`${task} cannot be claimed for attempt ${attempt}`);
      // What an unanswered poll claimed is held; but who holds something else is not left waiting.
      const { tasks } = await this.#caller.insistInTurn(`a poll for ${task}`, (engine, times) =>
        engine.pollReadyTasks({ ...request, includeHeld: times > 0 || polls % 2 === 1 }),
      );
      found = tasks.find(({ taskId }) => taskId === task);
    }
    this.names.claimed(task, attempt, { attempt: found.attempt, token: found.claimToken });
    this.differences.push(...deliveryDifferences(delivered, found));
  }

  async #complete(command: Of<"complete">): Promise<void> {
    const { task, attempt, request: recorded, answer: expected, isByOutsider } = command;
    const { attempt: number, token } = this.names.of(task, attempt);
    const { requestId = "", outcome } = recorded;
    const fence = isByOutsider ? { attempt: number } : { claimToken: token };
    const request = { ...this.#key, taskId: task, requestId, ...(outcome && { outcome }), ...fence };
    const answer = await this.#caller.insist(`${task} ${requestId}`, (engine) => engine.taskComplete(request));
    this.differences.push(...completionDifferences(recorded, expected, answer));
    if (outcome?.kind !== "deferred") this.#completions.push({ request, command });
  }

  async #release({ task, attempt, isDelayed }: Of<"release">): Promise<void> {
    const { flowId, namespace } = this.#key;
    const claims = [{ flowId, taskId: task, claimToken: this.names.of(task, attempt).token }];
    const request = { namespace, claims, delayMs: isDelayed ? RELEASE_DELAY_MS : 0 };
    await this.#caller.insist(`the release of ${task}`, async (engine) => itemOf(await engine.releaseTasks(request)));
  }

  async #report({ task, attempt, fraction, paused }: Of<"report">): Promise<void> {
    const { flowId, namespace } = this.#key;
    const claimToken = this.names.of(task, attempt).token;
    const item = { flowId, taskId: task, claimToken, fraction, ...(paused !== undefined && { paused }) };
    const request = { namespace, items: [item] };
    const send = `a report on ${task}`;
    await this.#caller.insistInTurn(send, async (engine) => itemOf(await engine.reportProgress(request)));
  }

  /** The engines find the lease over, and take back what it held. */
  async #lose({ holder, lost }: Of<"lose">): Promise<void> {
    await this.#caller.settled();
    const { namespace } = this.#key;
    const over = [{ $set: { expire_time: { $subtract: ["$$NOW", 1] } } }];
    const name = { session: this.#session(holder), namespace };
    const { matchedCount } = await this.#rig.truth.db.collection("sessions").updateOne(name, over);
    if (matchedCount !== 1) throw new Error(`there is no session ${name.session}`);
    const isLost = async () => {
      const record = await this.#stored();
      return lost.every(({ task, attempt }) => {
        const entry = record?.nodes.get(this.#numberOf(task));
        return entry?.attempt === this.names.of(task, attempt).attempt && entry.state !== "RUNNING";
      });
    };
    await until(isLost, `the lease of ${holder} is over, and nobody takes back what it holds`);
  }

  async #control(command: Of<"suspend" | "resume" | "cancel" | "endGrace">): Promise<void> {
    this.#requests += 1;
    const request = { ...this.#key, requestId: `control-${this.#requests}` };
    const graceMs = command.kind === "endGrace" || (command.kind === "cancel" && command.isAbrupt) ? 0 : GRACE_MS;
    await this.#caller.insist(command.kind, (engine) => {
      if (command.kind === "suspend") return engine.suspendFlow(request);
      if (command.kind === "resume") return engine.resumeFlow(request);
      return engine.cancelFlow({ ...request, graceMs });
    });
  }

  async #expectState(): Promise<void> {
    const { flow, last } = this.#run;
    this.differences.push(...stateDifferences(flow, last, await this.#stored(), this.names));
  }

  /** As everybody can read them. */
  async #expectResults(): Promise<void> {
    const request = { ...this.#key, view: "FULL" } as const;
    const { tasks } = await this.#caller.insist("the details", (engine) => engine.getFlowDetails(request));
    const ended = new Map(this.#completions.map(({ command }) => [command.task, command.request]));
    for (const task of tasks) this.differences.push(...resultDifferences(task, ended.get(task.taskId)));
  }

  /** Sent once more, a completion changes nothing and is answered with what is recorded. */
  async #expectKnown({ task, request: recorded, answer }: Of<"complete">, request: TaskCompleteRequest): Promise<void> {
    const send = `${task} ${request.requestId} again`;
    const again = await this.#caller.insist(send, (engine) => engine.taskComplete(request));
    if (!again.replayed) this.differences.push(`${send} was not known`);
    const repeat = answer === undefined ? undefined : { ...answer, replayed: true };
    this.differences.push(...completionDifferences(recorded, repeat, again));
  }

  async #delete(): Promise<void> {
    const record = await this.#stored();
    if (record !== undefined && !isEndedFlow(record.flow.state)) {
      await this.#caller.insistInTurn("a cancel", (engine) => engine.cancelFlow({ ...this.#key, graceMs: 0 }));
    }
    const request = { ...this.#key, allowMissing: true };
    await this.#caller.insistInTurn("the deletion", (engine) => engine.deleteFlow(request));
    if ((await this.#stored()) !== undefined) this.differences.push("a deleted flow is still there");
  }

  async #stored(): Promise<SegmentRecord | undefined> {
    const { namespace, flowId } = this.#key;
    const [record] = await this.#rig.truth.store.segments.read([headerSegmentId(namespace, flowId)]);
    return record;
  }

  /** Leases end flow by flow: each flow has sessions of its own. */
  #session(holder: string): string {
    return `${this.#key.flowId}-${this.#run.times}-${holder.replace("@", ":")}`;
  }

  #numberOf(task: string): number {
    return this.#run.flow.graph.tasks.findIndex(({ name }) => name === task);
  }
}

const LOOK_MS = 20;
const WITHIN_MS = 45_000;

/** Waits for what the engines do by themselves. */
async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  const giveUpAt = performance.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
