/**
 * The working copy of one segment: what is stored of it, and the indexes that let a decision cost only what it
 * touches. `step` changes it in place; its owner throws it away when the write of those changes does not land.
 */
import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";
import { FLOW_TASK_ID } from "../definition/evaluation.js";
import type { ControlIndex } from "./control-index.js";
import { entryBytes } from "./entry-bytes.js";
import { EntryIndexes, takesBack } from "./entry-indexes.js";
import { Family, type Nesting } from "./family.js";
import type { FlowHeader } from "./flow-header.js";
import { earliest, nextFlowTime } from "./flow-times.js";
import { Holders } from "./holders.js";
import type { ToldJoint } from "./joints.js";
import { idBeside, ownerOfItem, taskNumbers } from "./list-members.js";
import type { Links } from "./message.js";
import type { NodeEntry } from "./node-entry.js";
import { offersNow } from "./permits.js";
import { nodeOfEntry, priorityOf, queueOf } from "./planned.js";
import { Post } from "./post.js";
import { ReadyQueues } from "./ready-queues.js";
import { RequestIndex } from "./request-index.js";
import type { Reversals } from "./reversals.js";
import type { Head, SegmentAddress, SegmentState } from "./segment-state.js";
import { StateCounts } from "./state-counts.js";
import type { TaskState } from "./states.js";
import { TaskAlarms } from "./task-alarms.js";
import { NO_FURTHER, numberOfTask, taskIdOf } from "./task-id.js";
import { tellTime } from "./tell-time.js";
import { waitingHeads } from "./waiting-heads.js";

export { holderName, openClaim } from "./holders.js";
export type { Head, SegmentAddress, SegmentState } from "./segment-state.js";

export class Segment {
  readonly address: SegmentAddress;
  readonly definition: CompiledDefinition;
  /** Its exchange with the other segments of its flow. */
  readonly post: Post;
  /** Its exchange with other flows. */
  readonly family: Family;
  /** Of a run that has taken the place of another. */
  readonly earlier: SegmentState["earlier"];
  /** What is ready and unclaimed by queue, offered or not. */
  readonly ready = new ReadyQueues();
  /** Items of long lists that are looked at though there are no entries of them: until the next decision. */
  readonly recalled = new Map<number, NodeEntry>();
  #version: number;
  #changed = false;
  readonly #entries = new Map<number, NodeEntry>();
  #flow: FlowHeader;
  #bytes = 0;
  readonly #alarms = new TaskAlarms();
  readonly holding = new Holders();
  readonly #counts = new StateCounts();
  /** Undefined where they are to be made anew. */
  #indexes: EntryIndexes | undefined;
  readonly #requests = new RequestIndex();

  constructor(address: SegmentAddress, definition: CompiledDefinition, version: number, state: SegmentState) {
    this.address = address;
    this.definition = definition;
    this.#version = version;
    this.#flow = state.flow;
    this.post = new Post(state.links);
    this.family = new Family(state.nesting);
    this.earlier = state.earlier;
    this.#counts.add("PENDING", definition.nodes.length);
    for (const [number, entry] of state.nodes) this.#putEntry(number, entry);
    this.#indexes = new EntryIndexes(definition, this.#entries, this.post.links);
    this.#changed = false;
  }

  get #current(): EntryIndexes {
    this.#indexes ??= new EntryIndexes(this.definition, this.#entries, this.post.links);
    return this.#indexes;
  }

  /** Of a flow whose tasks are held together by more than their successes. */
  get control(): ControlIndex | undefined {
    return this.#current.control;
  }

  get reversals(): Reversals | undefined {
    return this.#current.reversals;
  }

  /** Whether it is one of several. */
  get isPart(): boolean {
    return this.definition.segmentCount > 1;
  }

  /** Whether flows are within each other here. */
  get hasFamily(): boolean {
    return this.definition.nests || this.#flow.parent !== undefined;
  }

  putNesting(nesting: Nesting): void {
    this.#changed = true;
    this.family.nesting = nesting;
  }

  get links(): Links {
    return this.post.links;
  }

  putLinks(links: Links): void {
    this.#indexes?.unmet.hear(this.post.links.arrivals, links.arrivals);
    this.#changed = true;
    this.post.links = links;
  }

  /** The joints about which there is something to tell since this was last asked. */
  takeJoints(): readonly ToldJoint[] {
    return this.#current.joints.take();
  }

  /** The version that is stored; a decision under way is for `version + 1`. Set when a write has landed. */
  get version(): number {
    return this.#version;
  }

  set version(version: number) {
    this.#version = version;
    this.#changed = false;
  }

  /** The version that the content as it is now has, or will have once it is written. */
  get position(): number {
    return this.#changed ? this.#version + 1 : this.#version;
  }

  get flow(): FlowHeader {
    return this.#flow;
  }

  touch(time: number): void {
    if (this.#flow.updateTime !== time) this.#flow = { ...this.#flow, updateTime: time };
  }

  get entries(): ReadonlyMap<number, NodeEntry> {
    return this.#entries;
  }

  /** What the entries occupy when stored, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  get counts(): ReadonlyMap<TaskState, number> {
    return this.#counts.all;
  }

  /** The node of an entry's number, which may be that of a further instance or of an item. */
  node(number: number): CompiledNode {
    const entry = this.control === undefined ? undefined : this.#entries.get(number);
    const owner = entry === undefined ? ownerOfItem(this, number) : undefined;
    const node = owner === undefined ? nodeOfEntry(this.definition, number, entry) : this.node(owner).items?.node;
    if (node === undefined) throw new Error(`no node ${number} in ${this.address.flowId}`);
    return node;
  }

  /** The numbers of all tasks, as `taskNumbers` has them. */
  numbers(): number[] {
    return taskNumbers(this);
  }

  /** Whether it is the number of an item of kind EVALUATE. */
  isItem(number: number): boolean {
    return this.#entries.get(number)?.item !== undefined;
  }

  /** By which callers know the task of an entry's number. */
  taskId(number: number): string {
    return idBeside(this, number) ?? taskIdOf(this.definition, this.#entries, number);
  }

  /** The number of a task by its id; undefined where there is none, or not yet. */
  numberOf(taskId: string): number | undefined {
    if (taskId === FLOW_TASK_ID) return this.control?.itemOf(undefined);
    return numberOfTask(this.definition, taskId, this.control ?? NO_FURTHER);
  }

  entry(number: number): NodeEntry | undefined {
    return this.#entries.get(number) ?? this.recalled.get(number);
  }

  stateOf(number: number): TaskState {
    return this.entry(number)?.state ?? "PENDING";
  }

  count(state: TaskState): number {
    return this.#counts.of(state);
  }

  /** How many dependencies of the node have not succeeded yet. */
  unmet(number: number): number {
    return this.#current.unmet.of(number);
  }

  /** How many tasks are claimed by sessions and not deferred. */
  get heldCount(): number {
    return this.holding.count;
  }

  /** "<session>@<epoch>" of every session that holds a task here, sorted. */
  get holders(): string[] {
    return this.holding.names();
  }

  heldBy(holder: string): ReadonlySet<number> {
    return this.holding.nodesOf(holder);
  }

  /** Whether ready tasks may be claimed now. */
  get offers(): boolean {
    return offersNow(this);
  }

  /** The node that may keep a completion with this request_id. */
  nodeOfRequest(requestId: string): number | undefined {
    return this.#requests.nodeOf(requestId);
  }

  /** What waits here to be claimed, at most one head for each queue and priority. */
  heads(): Head[] {
    return waitingHeads(this);
  }

  /** The age by which this flow's tasks rank: that of the flow at the top. */
  get rankTime(): number {
    return this.#flow.parent?.rootTime ?? this.#flow.startTime ?? this.#flow.createTime;
  }

  priorityOf(number: number): number {
    return this.#flow.priority + priorityOf(this.node(number), this.#entries.get(number));
  }

  /** The node with the earliest timer, and when it is due. In a suspended flow only tasks under work have timers. */
  nextAlarm(): { readonly node: number; readonly time: number } | undefined {
    const { state } = this.#flow;
    return this.#alarms.first(state === "SUSPENDING" || state === "SUSPENDED");
  }

  /** When the segment must be looked at next: the earliest timer of its tasks or of the flow, or of what it has to tell. */
  wakeTime(): number | undefined {
    return earliest(this.nextAlarm()?.time, nextFlowTime(this), tellTime(this));
  }

  putFlow(flow: FlowHeader): void {
    this.#changed = true;
    this.#flow = flow;
  }

  /** Replaces a node's entry and keeps every index true. O(successors) where the node succeeds, else O(log n). */
  put(number: number, entry: NodeEntry): void {
    const old = this.#entries.get(number);
    this.#putEntry(number, entry);
    if (takesBack(old, entry)) this.#indexes = undefined;
    else this.#indexes?.put(number, old, entry);
  }

  /** Takes entries of items away that have ended or not begun. The indexes are made anew. */
  remove(numbers: readonly number[]): void {
    for (const number of numbers) {
      const entry = this.#entries.get(number);
      if (entry === undefined) continue;
      this.#entries.delete(number);
      this.#bytes -= entryBytes(entry);
      this.#counts.add(entry.state, -1);
    }
    this.#changed = true;
    this.#indexes = undefined;
  }

  #putEntry(number: number, entry: NodeEntry): void {
    const node = nodeOfEntry(this.definition, number, entry);
    if (node === undefined) throw new Error(`no node ${number} in ${this.address.flowId}`);
    const old = this.#entries.get(number);
    this.#changed = true;
    this.#entries.set(number, entry);
    this.#requests.keep(number, old, entry);
    this.family.put(number, old, entry);
    this.#bytes += entryBytes(entry) - (old === undefined ? 0 : entryBytes(old));
    const oldState = old?.state ?? (number < this.definition.nodes.length ? "PENDING" : undefined);
    if (oldState !== entry.state && entry.item === undefined) {
      if (oldState !== undefined) this.#counts.add(oldState, -1);
      this.#counts.add(entry.state, 1);
      if (entry.each === undefined) this.#indexes?.reached(node, entry.state, oldState);
    }
    this.#counts.replaceBeside(old?.list, entry.list);
    if (oldState === "READY") this.ready.remove(number);
    const priority = this.#flow.priority + priorityOf(node, entry);
    if (entry.state === "READY") this.ready.add(queueOf(node, entry), number, priority, entry.readyTime ?? 0);
    this.holding.replace(number, old, entry);
    this.#alarms.set(number, node, entry);
  }
}
