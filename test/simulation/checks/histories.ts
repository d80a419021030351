/**
 * Everything that was ever stored of the flows of a world, and what callers were told of it.
 */
import { KEPT_REQUESTS } from "../../../src/core/state/flow-header.js";
import { isEndedFlow } from "../../../src/core/state/states.js";
import { splitTaskId } from "../../../src/core/state/task-id.js";
import type { Flow, ReadyTask, TaskDetails } from "../../../src/engine/index.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";
import type { World } from "../world/world.js";
import { ControlCalls } from "./control-calls.js";
import { Families } from "./families.js";
import { FlowHistory } from "./flow-history.js";
import { type BytesOf, withItemsBeside } from "./items-beside.js";
import { readyDifference } from "./made-ready.js";
import { isHeld } from "./node-step.js";
import { expectWordToRest } from "./pauses.js";
import { Replacements } from "./replacements.js";
import { incarnationOf } from "./revisions.js";
import { toldChanges } from "./told-changes.js";

/** Somebody was told that an outcome is recorded. */
interface Acknowledged {
  readonly history: FlowHistory;
  readonly taskId: string;
  readonly requestId: string;
  readonly outcomeDigest: string;
}

export interface Answered {
  readonly flowId: string;
  readonly taskId: string;
  /** Of the claim that was meant, where one was. */
  readonly token: string | undefined;
  readonly requestId: string;
  /** Of the outcome that was brought. */
  readonly digest: string;
  /** The flow's. */
  readonly revision: string;
  /** The tasks that the completion made ready, as the answer says. */
  readonly ready: readonly string[];
}

export class Histories {
  /** What callers have asked of flows under way. */
  readonly calls = new ControlCalls();
  readonly replacements = new Replacements();
  /** The flows that callers have ever asked to be deleted. */
  readonly deletions = new Set<string>();
  readonly #world: World;
  readonly #flows: Map<string, SimulatedFlow>;
  readonly #families: Families;
  /** By flow id and incarnation. */
  readonly #histories = new Map<string, FlowHistory>();
  readonly #latest = new Map<string, FlowHistory>();
  readonly #acknowledged: Acknowledged[] = [];
  /** Calls that somebody was told are carried out. */
  readonly #controlled: { readonly history: FlowHistory; readonly requestId: string }[] = [];

  readonly #bytesOf: BytesOf;
  /** Who waits for the next commit of a flow. */
  readonly #waiting = new Map<string, ((after: SegmentRecord) => void)[]>();
  readonly #base: ReadonlyMap<string, SimulatedFlow>;
  /** With the items that the state has no entries of. */
  readonly #wholes = new Map<string, SegmentRecord>();

  constructor(world: World, flows: readonly SimulatedFlow[], bytesOf: BytesOf) {
    this.#world = world;
    this.#bytesOf = bytesOf;
    this.#flows = new Map(flows.map((flow) => [flow.flowId, flow]));
    this.#base = new Map(this.#flows);
    this.#families = new Families((flowId) => this.#latest.get(flowId));
  }

  /** All that were ever stored, by id, those within others included. */
  get flows(): ReadonlyMap<string, SimulatedFlow> {
    return this.#flows;
  }

  /** The flow that a task is of: as it is now, or as it was when it had such a task. */
  flowOf({ flowId, taskId }: Pick<ReadyTask, "flowId" | "taskId">): SimulatedFlow | undefined {
    const { name } = splitTaskId(taskId);
    const runs = [...this.#histories.values()].filter(({ flow }) => flow.flowId === flowId).reverse();
    const known = [this.#flows.get(flowId), ...runs.map(({ flow }) => flow)];
    return known.find((flow) => flow?.graph.tasks.some((task) => task.name === name)) ?? known[0];
  }

  /** The run of a flow that is stored now. */
  current(flowId: string): FlowHistory | undefined {
    return this.#latest.get(flowId);
  }

  readonly witness = (before: SegmentRecord | undefined, after: SegmentRecord | undefined): void => {
    const record = after ?? before;
    if (record === undefined) return;
    const { flowId, incarnation } = record.address;
    if (before !== undefined && after !== undefined && before.address.incarnation !== incarnation) {
      this.#replaced(before, after);
      return;
    }
    if (after === undefined) {
      this.#world.note("store", `${flowId} is deleted`);
      this.#latest.delete(flowId);
      return;
    }
    const key = `${flowId} ${incarnation}`;
    const history = this.#histories.get(key) ?? new FlowHistory(this.#flow(record), this.calls, this.#bytesOf);
    this.#histories.set(key, history);
    const { definition } = history.flow;
    const known = this.#wholes.get(after.id);
    const isKnown = before !== undefined && known?.commit === before.commit;
    const earlier = isKnown ? known : before && withItemsBeside(before, definition, this.#bytesOf);
    const whole = withItemsBeside(after, definition, this.#bytesOf, earlier?.nodes);
    this.#wholes.set(after.id, whole);
    for (const [number, { readyBy }] of whole.nodes) {
      if (readyBy !== undefined && !after.nodes.has(number)) history.leftTheState.add(number);
    }
    this.#tell(history, earlier, whole);
    const waiting = this.#waiting.get(flowId) ?? [];
    this.#waiting.delete(flowId);
    for (const resolve of waiting) resolve(after);
  };

  /** A run has taken the place of one that was at rest, and was as it was expected. */
  #replaced(before: SegmentRecord, after: SegmentRecord): void {
    const fault = this.replacements.fault(before, after);
    if (fault !== undefined) this.#world.breaks(`${after.address.flowId}: ${fault}`);
    this.witness(before, undefined);
    this.witness(undefined, after);
  }

  /** What the next commit of any segment of the flow stores. */
  nextCommit(flowId: string): Promise<SegmentRecord> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(flowId) ?? [];
      this.#waiting.set(flowId, [...waiting, resolve]);
    });
  }

  #tell(history: FlowHistory, before: SegmentRecord | undefined, after: SegmentRecord): void {
    const { flowId, segment } = after.address;
    // What a late write has left of a run that is gone is nobody's: it is collected.
    if (segment > 0 && before === undefined && history.records.has(segment)) return;
    // The others of a run are stored before its first segment makes it exist.
    if (segment === 0) this.#latest.set(flowId, history);
    this.#world.note(
      "store",
      `${flowId}${segment === 0 ? "" : `/${segment}`} v${after.version} by ${after.commit} ${after.flow.state}${toldChanges(history, before, after)}`,
    );
    try {
      history.witness(before, after);
      this.#families.witness(history, before, after);
      expectWordToRest(history, before, after);
    } catch (error) {
      this.#world.breaks(`${flowId}: ${(error as Error).message}`);
    }
  }

  /** Of all that flows were ever run by. */
  get definitionDigests(): ReadonlySet<string> {
    return new Set([...this.#histories.values()].flatMap(({ last }) => last?.flow.definitionDigest ?? []));
  }

  /** The run of a flow that a revision is of. */
  at(flowId: string, revision: string): FlowHistory | undefined {
    return this.#histories.get(`${flowId} ${incarnationOf(revision)}`);
  }

  /** How often the flow was run. A run that was cut off before its first segment was stored has never existed. */
  runs(flowId: string): number {
    const existed = [...this.#histories.values()].filter(({ last }) => last !== undefined);
    return existed.filter(({ flow }) => flow.flowId === flowId).length;
  }

  /** Whether an outcome that this request brought is stored in the run of this revision. */
  isStored(flowId: string, taskId: string, requestId: string, revision: string): boolean {
    return this.at(flowId, revision)?.attemptOf(taskId, requestId) !== undefined;
  }

  /** A completion was answered: it must be stored as it was brought, now and for ever. */
  acknowledged({ flowId, taskId, token, requestId, digest, revision, ready }: Answered): void {
    const history = this.at(flowId, revision);
    const { attempt = 0, outcomeDigest } = history?.attemptOf(taskId, requestId) ?? {};
    const told = `${flowId}/${taskId}: request ${requestId} was answered`;
    if (history === undefined || outcomeDigest === undefined) {
      this.#world.breaks(`${told} and is not stored`);
      return;
    }
    if (outcomeDigest !== digest) this.#world.breaks(`${told} and is stored with another outcome`);
    if (token !== undefined && history.tokenOf(taskId, attempt) !== token) {
      this.#world.breaks(`${told} and is stored for attempt ${attempt}, whose claim is another`);
    }
    const difference = readyDifference(history, taskId, attempt, ready);
    if (difference !== undefined) this.#world.breaks(`${told} with ${difference}`);
    this.#acknowledged.push({ history, taskId, requestId, outcomeDigest });
  }

  /** A call was answered: it must be recorded, now and for ever, unless all was already as it wants it. */
  controlled(flowId: string, requestId: string, { revision, state }: Flow): void {
    const history = this.at(flowId, revision);
    const call = this.calls.of(requestId);
    if (history?.steering.has(requestId) === true) this.#controlled.push({ history, requestId });
    else if (call === undefined || call.kind === "retry" || !isEndedFlow(state)) {
      this.#world.breaks(`${flowId}: ${call?.kind} ${requestId} was answered and is not stored`);
    }
  }

  /** A task was handed to an executor: its claim must be stored. */
  expectClaimed({ flowId, taskId, attempt, claimToken, phase, flowInput, input: own }: ReadyTask): void {
    const runs = [...this.#histories.values()].filter(({ flow }) => flow.flowId === flowId);
    if (phase !== undefined && runs.some((history) => history.hasAsked(claimToken))) return;
    const run = runs.find((history) => history.tokenOf(taskId, attempt) === claimToken);
    if (run !== undefined) {
      const given = own && Buffer.from(own.data).toString();
      if (run.computed?.mayCarry(claimToken, given) === false) {
        this.#world.breaks(`${flowId}/${taskId} was handed out to work on ${given}`);
      }
      const input = flowInput && Buffer.from(flowInput.data).toString();
      if (input === undefined || run.steering.mayCarry(claimToken, input)) return;
      this.#world.breaks(`${flowId}/${taskId} was handed out with the input ${input}`);
      return;
    }
    this.#world.breaks(`${flowId}/${taskId}: attempt ${attempt} was handed out, its claim ${claimToken} is not stored`);
  }

  /** Somebody read a flow: it was so at that version, which is no older than what the reader knew of. */
  expectRead(flow: Flow, tasks: readonly TaskDetails[], since: string): void {
    const { flowId, revision } = flow;
    const history = this.at(flowId, revision);
    const known = incarnationOf(revision) === incarnationOf(since) ? since : undefined;
    const difference = history === undefined ? "there is no such run" : history.differenceIn(flow, tasks, known);
    if (difference !== undefined) this.#world.breaks(`${flowId} was read at ${revision}: ${difference}`);
  }

  /** At the end: every acknowledged completion is still what it was. */
  expectAcknowledgedKept(): void {
    for (const { history, taskId, requestId, outcomeDigest } of this.#acknowledged) {
      const { attempt = 0 } = history.entry(taskId) ?? {};
      const recorded = history.attemptOf(taskId, requestId);
      if (recorded?.outcomeDigest === outcomeDigest || attempt > 10 || history.mayForget(taskId)) continue;
      this.#world.breaks(`${history.flow.flowId}/${taskId}: request ${requestId} was acknowledged and is lost`);
    }
  }

  /** At the end: every answered call is still recorded. */
  expectCallsKept(): void {
    for (const { history, requestId } of this.#controlled) {
      const { requests = [] } = history.last?.flow ?? {};
      if (requests.length === KEPT_REQUESTS || requests.some((request) => request.requestId === requestId)) continue;
      this.#world.breaks(`${history.flow.flowId}: request ${requestId} was answered and is forgotten`);
    }
  }

  /** Of the flow itself, and of all within it, the runs that are stored now. */
  family(flowId: string): readonly FlowHistory[] {
    const family: FlowHistory[] = [];
    for (const history of this.currents) {
      if (family.length === 0 && history.flow.flowId !== flowId) continue;
      const parent = history.last?.flow.parent?.flowId;
      if (family.length === 0 || family.some(({ flow }) => flow.flowId === parent)) family.push(history);
    }
    return family;
  }

  /** The runs that are stored now. */
  get currents(): readonly FlowHistory[] {
    return [...this.#latest.values()];
  }

  /** The claims of a session that are open now, by token; of tasks, or of all. */
  openClaims(sessionId: string, ofTasks = false): ReadonlySet<string> {
    const open = new Set<string>();
    for (const history of this.#latest.values()) {
      for (const entry of history.entries()) {
        if (ofTasks && entry.item !== undefined) continue;
        if (isHeld(entry) && entry.claim?.session === sessionId) open.add(entry.claim.token);
      }
    }
    return open;
  }

  /** Of a schedule, which has the id before the colon. */
  #scheduled(flowId: string): SimulatedFlow | undefined {
    const flow = this.#base.get(flowId.split(":")[0] ?? "");
    return flow && { ...flow, flowId };
  }

  #flow({ address: { flowId }, flow: { parent, name } }: SegmentRecord): SimulatedFlow {
    const above = parent && this.#flows.get(parent.flowId);
    const within = parent && above?.nested?.get(splitTaskId(parent.taskId).name);
    const run = this.replacements.flow(name) ?? this.#base.get(flowId) ?? this.#scheduled(flowId);
    const flow = run ?? (within && { ...within, flowId, ...(above?.steered && { steered: true }) });
    if (flow === undefined) throw new Error(`a flow ${flowId} that nobody ran`);
    this.#flows.set(flowId, flow);
    return flow;
  }
}
