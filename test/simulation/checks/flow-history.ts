/**
 * What is stored of one run of a flow, commit by commit: nothing that was recorded may change, every step must be one
 * that the contract allows, and the reference model must be able to tell the same story.
 */
import { type CompiledDefinition, compileDefinition } from "../../../src/core/definition/compiled-definition.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { nodeOfEntry, queueOf } from "../../../src/core/state/planned.js";
import { nextTimer } from "../../../src/core/state/timers.js";
import type { Flow, TaskDetails } from "../../../src/engine/index.js";
import { flowRevision } from "../../../src/engine/views/revision.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import { policyOf } from "../failing-tasks.js";
import type { SimulatedFlow } from "../workload.js";
import { CommitLog } from "./commit-log.js";
import { ComputedStory } from "./computed-story.js";
import type { ControlCall, ControlCalls } from "./control-calls.js";
import { ControlStory } from "./control-story.js";
import { DecisionStory } from "./decision-story.js";
import { expectSoundPart } from "./flow-parts.js";
import { expectNoFurtherTry } from "./further-tries.js";
import type { BytesOf } from "./items-beside.js";
import {
  attemptsOf,
  expectKeptByCalls,
  expectSoundAttempts,
  expectSoundStep,
  isHeld,
  passedIn,
  type RecordedAttempt,
} from "./node-step.js";
import { ScopeStory } from "./scope-story.js";
import { type Steered, Steering } from "./steering.js";
import { Story } from "./story.js";
import { type Records, type TaskAddress, TaskPlaces } from "./task-places.js";

/** Follows what each commit did. */
interface Teller {
  tell(before: SegmentRecord | undefined, after: SegmentRecord, steered: Steered): void;
}

export class FlowHistory {
  readonly flow: SimulatedFlow;
  readonly places: TaskPlaces;
  readonly steering: Steering;
  /** Where inputs and outputs are computed. */
  readonly computed: ComputedStory | undefined;
  /** The states that each task had, in the order of the commits. */
  readonly states = new Map<string, string[]>();
  /** The items of long lists that have ever lain beside the state after their turn had come, by their numbers. */
  readonly leftTheState = new Set<number>();
  /** Where tasks are run again: which they were made ready by, each time. */
  readonly #everReady = new Set<string>();
  /** The attempts that ended in a commit in which their task was run again as well: what they made ready was never stored. */
  readonly #passed = new Set<string>();
  readonly #log: CommitLog;
  readonly #tokens = new Map<string, string>();
  readonly #story: Teller;
  /** As a whole, however it is cut. */
  readonly #compiled: CompiledDefinition;
  /** How many states each task had had when the flow ended. */
  #atEnd: ReadonlyMap<string, number> | undefined;

  constructor(flow: SimulatedFlow, calls: ControlCalls, bytesOf: BytesOf) {
    this.flow = flow;
    this.places = new TaskPlaces(flow);
    this.steering = new Steering(calls, this.places);
    this.#log = new CommitLog(this.places);
    const { graph, definition } = flow;
    this.#story = this.#storyOf(flow);
    const { flowId, computed } = flow;
    const nameOf = (number: number, entry: NodeEntry) => this.places.taskOf([0, number], entry)?.name;
    const mayBeginAnew = this.mayRunAgain;
    this.computed = computed && new ComputedStory({ flowId, computed, mayBeginAnew, bytesOf, nameOf });
    this.#compiled = compileDefinition(definition, "", 0);
    for (const { name } of graph.tasks) this.states.set(name, ["PENDING"]);
  }

  #storyOf(flow: SimulatedFlow): Teller {
    const { control, decided, scoped, steered } = flow;
    if (scoped !== undefined) return new ScopeStory(flow, scoped);
    if (control === undefined) {
      const story = new Story(flow, (place) => this.#entryAt(place));
      return { tell: (before, after, steered) => story.tell(before, after, changing(steered)) };
    }
    // A commit does not say which of a task's outcomes and decisions came in it: they are compared where commits are single.
    if (decided !== true) return steered === true ? { tell: () => undefined } : new ControlStory(control);
    return new DecisionStory(control, (number, entry) => this.places.idOf([0, number], entry), steered === true);
  }

  /** Whether tasks that have ended may be made ready once more. */
  get mayRunAgain(): boolean {
    return this.flow.scoped !== undefined || this.flow.steered === true;
  }

  /** Whether attempts of this task may be forgotten: those of an item are, where its task begins anew. */
  mayForget(taskId: string): boolean {
    return this.steering.hasReset && taskId.endsWith("]");
  }

  /** From which of its states on a task was, or has been, in one after the flow's end. */
  statesAtEnd(taskId: string): number {
    return Math.max(0, (this.#atEnd?.get(taskId) ?? this.states.get(taskId)?.length ?? 0) - 1);
  }

  /** Whether nothing had happened to a task yet when the flow ended. */
  beganAfterTheEnd(taskId: string): boolean {
    return this.#atEnd !== undefined && !this.#atEnd.has(taskId);
  }

  /** What is stored now, by segment. */
  get records(): Records {
    return this.#log.records;
  }

  /** What is stored of its first segment, which speaks for all; undefined = the flow does not exist yet. */
  get last(): SegmentRecord | undefined {
    return this.records.get(0);
  }

  /** Of what is stored now. */
  get revision(): string | undefined {
    if (this.last === undefined) return undefined;
    const { address, version } = this.last;
    return flowRevision({ incarnation: address.incarnation, version });
  }

  get hasEnded(): boolean {
    return ["SUCCEEDED", "FAILED", "CANCELLED", "REVERTED"].includes(this.last?.flow.state ?? "");
  }

  /** Of all its tasks that something has happened to. */
  *entries(): Generator<NodeEntry> {
    for (const { nodes } of this.records.values()) yield* nodes.values();
  }

  /** Throws where the commit breaks a promise. */
  witness(before: SegmentRecord | undefined, after: SegmentRecord): void {
    if (before !== undefined && after.version !== before.version + 1) {
      throw new Error(`version ${after.version} after ${before.version}`);
    }
    this.#log.add(after);
    const steered = this.steering.tell(before, after);
    const was = (number: number) => (before === undefined ? this.#begun(number, after) : before.nodes.get(number));
    for (const [number, entry] of after.nodes) this.#step(number, was(number), entry, after, steered);
    this.#expectHoldersTrue(after);
    this.#expectParallel(after);
    if (this.places.isCut) expectSoundPart(this, before, after, steered);
    this.computed?.tell(before, after);
    this.#story.tell(before, after, steered);
    if (!this.hasEnded) this.#atEnd = undefined;
    else this.#atEnd ??= new Map([...this.states].map(([taskId, states]) => [taskId, states.length]));
  }

  /** What a task begins with, where its flow begins with what was elsewhere. */
  #begun(number: number, { address }: SegmentRecord): NodeEntry | undefined {
    const task = this.places.taskOf([address.segment, number], undefined);
    return task && this.flow.begins?.entries.get(task.name);
  }

  /** How the attempts of a task ended that a request brought an outcome for. */
  attemptOf(taskId: string, requestId: string): RecordedAttempt | undefined {
    const entry = this.entry(taskId);
    return entry === undefined ? undefined : attemptsOf(entry).find((attempt) => attempt.requestId === requestId);
  }

  /** The token that the attempt was claimed with. */
  tokenOf(taskId: string, attempt: number): string | undefined {
    return this.#tokens.get(`${taskId} attempt ${attempt}`);
  }

  /** Whether the task has ever been made ready by this attempt of the one with this number, though it has been by others since. */
  wasMadeReady(taskId: string, number: number, attempt: number): boolean {
    return this.#everReady.has(`${taskId} by ${number},${attempt}`) || this.#passed.has(`${number},${attempt}`);
  }

  /** Whether something to be decided about the flow or its tasks was claimed with this token. */
  hasAsked(token: string): boolean {
    return [...this.#tokens].some(([name, known]) => known === token && name.startsWith("item "));
  }

  /** What somebody read that was not stored so. `since`: a revision of this run that the reader knew of. */
  differenceIn(flow: Flow, tasks: readonly TaskDetails[], since: string | undefined): string | undefined {
    return this.#log.differenceIn(flow, tasks, since);
  }

  /** Tasks with a timer that was over before this time, while their segment runs. */
  overdue(time: number): readonly string[] {
    const running = [...this.records].filter(([, { flow }]) => flow.state === "RUNNING" || flow.state === "REVERTING");
    return running.flatMap(([segment, { nodes }]) =>
      [...nodes].flatMap(([number, entry]) => this.#overdue([segment, number], entry, time)),
    );
  }

  #overdue(at: TaskAddress, entry: NodeEntry, time: number): readonly string[] {
    if (entry.item !== undefined) return [];
    const task = this.#compiled.nodes[this.places.placeOf(at, entry) ?? -1];
    const node = entry.each === undefined ? task : task?.items?.node;
    const timer = node === undefined || entry.endTime !== undefined ? undefined : nextTimer(node, entry);
    return timer !== undefined && timer.time < time ? [`${this.places.idOf(at, entry)}'s ${timer.kind}`] : [];
  }

  /** Where what stands there waits, or has waited, to be handed out. */
  queueOf([segment, number]: TaskAddress, entry: NodeEntry): string {
    const place = this.flow.segments[segment]?.[number] ?? number;
    const node = nodeOfEntry(this.#compiled, place, entry);
    return node === undefined ? "" : queueOf(node, entry);
  }

  entry(taskId: string): NodeEntry | undefined {
    return this.#entryOf(this.places.addressOf(taskId, this.records));
  }

  #entryAt(place: number): NodeEntry | undefined {
    return this.#entryOf(this.places.addressAt(place));
  }

  #entryOf(address: TaskAddress | undefined): NodeEntry | undefined {
    return address === undefined ? undefined : this.records.get(address[0])?.nodes.get(address[1]);
  }

  #step(
    number: number,
    before: NodeEntry | undefined,
    after: NodeEntry,
    { address, version }: SegmentRecord,
    { reopens, resets }: Steered,
  ): void {
    if (before === after) return;
    const at = [address.segment, number] as const;
    if (after.item !== undefined) {
      this.#expectOneToken(`item ${number} attempt ${after.attempt}`, after.claim?.token);
      return;
    }
    const [task, taskId] = [this.places.taskOf(at, after), this.places.idOf(at, after)];
    if (task === undefined || taskId === undefined) {
      throw new Error(`a node ${at.join("/")} that the definition does not have`);
    }
    const states = this.states.get(taskId) ?? [];
    if (states.at(-1) !== after.state) states.push(after.state);
    this.states.set(taskId, states);
    if (this.flow.scoped !== undefined) expectSoundAttempts(taskId, before, after);
    else if (reopens) expectKeptByCalls(taskId, before, after, resets);
    else expectSoundStep(taskId, before, after);
    if (!reopens && this.flow.control === undefined) {
      const { definition } = this.flow;
      const place = this.places.placeOf(at, after) ?? -1;
      expectNoFurtherTry(taskId, policyOf(definition, definition.tasks[place]), before, after);
    }
    if (this.mayRunAgain && after.readyBy !== undefined) this.#everReady.add(`${taskId} by ${after.readyBy}`);
    for (const attempt of reopens ? passedIn(before, after) : []) this.#passed.add(`${number},${attempt}`);
    for (const { attempt, token } of attemptsOf(after)) this.#expectOneToken(`${taskId} attempt ${attempt}`, token);
    if (after.version !== version) throw new Error(`${taskId} changed in ${version}, says ${after.version}`);
    // Of one that begins with what was elsewhere its other segments are stored one after the other.
    if (this.last !== undefined && ["READY", "RUNNING", "PAUSED", "SUCCEEDED"].includes(after.state)) {
      const open = task.dependsOn.filter((name) => !this.#hasSucceededFor(address.segment, name));
      if (open.length > 0) throw new Error(`${taskId} is ${after.state} before ${open.join(", ")}`);
    }
  }

  /** As far as a task of this segment can know: what another one has set back it hears of later. */
  #hasSucceededFor(segment: number, name: string): boolean {
    if (this.entry(name)?.state === "SUCCEEDED") return true;
    const isElsewhere = this.places.addressOf(name, this.records)?.[0] !== segment;
    return this.mayRunAgain && isElsewhere && this.states.get(name)?.includes("SUCCEEDED") === true;
  }

  #expectOneToken(attempt: string, token: string | undefined): void {
    if (token === undefined) return;
    const known = this.#tokens.get(attempt) ?? token;
    if (known !== token) throw new Error(`${attempt} has two claim tokens: ${known} and ${token}`);
    this.#tokens.set(attempt, token);
  }

  /** A flow with such a bound is never cut: one segment has all of its tasks. */
  #expectParallel({ nodes }: SegmentRecord): void {
    const { maxParallel } = this.flow.graph;
    const isRunning = ({ state }: NodeEntry) => state === "RUNNING" || state === "PAUSED" || state === "REVERTING";
    const running = [...nodes.values()].filter((entry) => entry.item === undefined && isRunning(entry)).length;
    if (maxParallel > 0 && running > maxParallel) throw new Error(`${running} tasks run, not ${maxParallel}`);
  }

  /** The index by which sessions' claims are found. */
  #expectHoldersTrue({ nodes, holders }: SegmentRecord): void {
    const open = new Set<string>();
    for (const entry of nodes.values()) {
      if (isHeld(entry)) open.add(`${entry.claim?.session}@${entry.claim?.epoch}`);
    }
    const [stored, expected] = [[...holders].sort().join(" "), [...open].sort().join(" ")];
    if (stored !== expected) throw new Error(`holders are [${stored}], not [${expected}]`);
  }
}

/** The calls that change what becomes of tasks; of a task that waits for its flow once more that it is run again. */
function changing({ calls, waitAgain }: Steered): readonly ControlCall[] {
  const again = waitAgain.map((taskId) => ({ kind: "retry", tasks: [taskId], reset: false }) as const);
  return [...again, ...calls.filter(({ kind }) => kind !== "resume")];
}
