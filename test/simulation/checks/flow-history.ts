/**
 * What is stored of one run of a flow, commit by commit: nothing that was recorded may change, every step must be one
 * that the contract allows, and the reference model must be able to tell the same story.
 */
import { type CompiledDefinition, compileDefinition } from "../../../src/core/definition/compiled-definition.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { nextTimer } from "../../../src/core/state/timers.js";
import type { TaskDetails } from "../../../src/engine/index.js";
import { flowRevision } from "../../../src/engine/views/revision.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";
import { ControlStory } from "./control-story.js";
import { attemptsOf, expectSoundStep, type RecordedAttempt } from "./node-step.js";
import { Story } from "./story.js";

export class FlowHistory {
  readonly flow: SimulatedFlow;
  /** The states that each task had, in the order of the commits. */
  readonly states = new Map<string, string[]>();
  readonly #tokens = new Map<string, string>();
  readonly #versions = new Map<number, SegmentRecord>();
  readonly #story: Pick<Story, "tell">;
  readonly #compiled: CompiledDefinition;
  #last: SegmentRecord | undefined;
  /** How many states each task had had when the flow ended. */
  #atEnd: ReadonlyMap<string, number> | undefined;

  constructor(flow: SimulatedFlow) {
    this.flow = flow;
    const { control, graph, definition } = flow;
    this.#story = control === undefined ? new Story(graph, definition) : new ControlStory(control);
    this.#compiled = compileDefinition(definition, "", 0);
    for (const { name } of flow.graph.tasks) this.states.set(name, ["PENDING"]);
  }

  /** From which of its states on a task was, or has been, in one after the flow's end. */
  statesAtEnd(taskId: string): number {
    return Math.max(0, (this.#atEnd?.get(taskId) ?? this.states.get(taskId)?.length ?? 0) - 1);
  }

  /** What is stored now. */
  get last(): SegmentRecord | undefined {
    return this.#last;
  }

  /** Of what is stored now. */
  get revision(): string | undefined {
    if (this.#last === undefined) return undefined;
    const { address, version } = this.#last;
    return flowRevision({ incarnation: address.incarnation, version });
  }

  get hasEnded(): boolean {
    return ["SUCCEEDED", "FAILED", "CANCELLED"].includes(this.#last?.flow.state ?? "");
  }

  /** Throws where the commit breaks a promise. */
  witness(before: SegmentRecord | undefined, after: SegmentRecord): void {
    if (before !== undefined && after.version !== before.version + 1) {
      throw new Error(`version ${after.version} after ${before.version}`);
    }
    for (const [number, entry] of after.nodes) this.#step(number, before?.nodes.get(number), entry, after);
    this.#expectHoldersTrue(after);
    this.#expectParallel(after);
    this.#story.tell(before, after);
    this.#versions.set(after.version, after);
    this.#last = after;
    if (this.hasEnded) this.#atEnd ??= new Map([...this.states].map(([taskId, states]) => [taskId, states.length]));
  }

  /** How the attempts of a task ended that a request brought an outcome for. */
  attemptOf(taskId: string, requestId: string): RecordedAttempt | undefined {
    const entry = this.#last?.nodes.get(this.#number(taskId));
    return entry === undefined ? undefined : attemptsOf(entry).find((attempt) => attempt.requestId === requestId);
  }

  /** The token that the attempt was claimed with. */
  tokenOf(taskId: string, attempt: number): string | undefined {
    return this.#tokens.get(`${taskId} attempt ${attempt}`);
  }

  /** The tasks that this completion made ready, by id. */
  madeReadyBy(taskId: string, attempt: number): readonly string[] {
    const number = this.#number(taskId);
    const ids = [...(this.#last?.nodes ?? [])].flatMap(([node, entry]) => {
      const { readyBy, origin } = entry;
      const task = this.flow.graph.tasks[origin?.node ?? node];
      const isCaused = task?.noop === false && readyBy?.[0] === number && readyBy[1] === attempt;
      return isCaused ? [this.#taskId(node, entry)] : [];
    });
    return ids.sort();
  }

  /** What somebody read that was not stored at this version. */
  differenceAt(version: number, state: string, tasks: readonly TaskDetails[]): string | undefined {
    const record = this.#versions.get(version);
    if (record === undefined) return "there is no such version";
    if (record.flow.state !== state) return `it was ${record.flow.state}, not ${state}`;
    const wrong = tasks.find((task) => this.#stateOf(record, task.taskId) !== task.state);
    return wrong && `${wrong.taskId} was ${this.#stateOf(record, wrong.taskId)}, not ${wrong.state}`;
  }

  /** Tasks with a timer that was over before this time, while their flow runs. */
  overdue(time: number): readonly string[] {
    if (this.#last?.flow.state !== "RUNNING") return [];
    return this.#compiled.nodes.flatMap((node) => {
      const entry = this.#last?.nodes.get(node.number);
      const timer = entry === undefined || entry.endTime !== undefined ? undefined : nextTimer(node, entry);
      return timer !== undefined && timer.time < time ? [`${node.task.name}'s ${timer.kind}`] : [];
    });
  }

  entry(taskId: string): NodeEntry | undefined {
    return this.#last?.nodes.get(this.#number(taskId));
  }

  #number(taskId: string): number {
    const first = this.flow.graph.tasks.findIndex(({ name }) => name === taskId);
    if (first >= 0) return first;
    const further = [...(this.#last?.nodes ?? [])].find(([number, entry]) => this.#taskId(number, entry) === taskId);
    return further?.[0] ?? -1;
  }

  #taskId(number: number, { origin }: NodeEntry): string {
    const task = this.flow.graph.tasks[origin?.node ?? number];
    if (task === undefined) throw new Error(`a node ${number} that the definition does not have`);
    return origin?.instance === undefined ? task.name : `${task.name}#${origin.instance}`;
  }

  #step(number: number, before: NodeEntry | undefined, after: NodeEntry, record: SegmentRecord): void {
    if (before === after) return;
    const taskId = this.#taskId(number, after);
    if (after.version !== record.version)
      throw new Error(`${taskId} changed in ${record.version}, says ${after.version}`);
    const states = this.states.get(taskId) ?? [];
    if (before?.state !== after.state) states.push(after.state);
    this.states.set(taskId, states);
    expectSoundStep(taskId, before, after);
    for (const { attempt, token } of attemptsOf(after)) this.#expectOneToken(`${taskId} attempt ${attempt}`, token);
    const task = this.flow.graph.tasks[number];
    if (task === undefined && this.flow.control === undefined)
      throw new Error(`a node ${number} that the definition does not have`);
    if (task !== undefined && ["READY", "RUNNING", "PAUSED", "SUCCEEDED"].includes(after.state)) {
      const open = task.dependsOn.filter((name) => this.#stateOf(record, name) !== "SUCCEEDED");
      if (open.length > 0) throw new Error(`${taskId} is ${after.state} before ${open.join(", ")}`);
    }
  }

  #expectOneToken(attempt: string, token: string | undefined): void {
    if (token === undefined) return;
    const known = this.#tokens.get(attempt) ?? token;
    if (known !== token) throw new Error(`${attempt} has two claim tokens: ${known} and ${token}`);
    this.#tokens.set(attempt, token);
  }

  #expectParallel({ nodes }: SegmentRecord): void {
    const { maxParallel } = this.flow.graph;
    const running = [...nodes.values()].filter(({ state }) => state === "RUNNING" || state === "PAUSED").length;
    if (maxParallel > 0 && running > maxParallel) throw new Error(`${running} tasks run, not ${maxParallel}`);
  }

  #stateOf(record: SegmentRecord, name: string): string {
    return record.nodes.get(this.#number(name))?.state ?? "PENDING";
  }

  /** The index by which sessions' claims are found. */
  #expectHoldersTrue({ nodes, holders }: SegmentRecord): void {
    const open = new Set<string>();
    for (const { state, claim, deferred } of nodes.values()) {
      if ((state !== "RUNNING" && state !== "PAUSED") || claim === undefined || deferred !== undefined) continue;
      open.add(`${claim.session}@${claim.epoch}`);
    }
    const [stored, expected] = [[...holders].sort().join(" "), [...open].sort().join(" ")];
    if (stored !== expected) throw new Error(`holders are [${stored}], not [${expected}]`);
  }
}
