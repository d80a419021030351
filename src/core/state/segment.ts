/**
 * The working copy of one segment: what is stored of it, and the indexes that let a decision cost only what it
 * touches. `step` changes it in place; its owner throws it away when the write of those changes does not land.
 */
import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";
import { entryBytes } from "./entry-bytes.js";
import type { FlowHeader } from "./flow-header.js";
import { Holders } from "./holders.js";
import { Joints, type ToldJoint } from "./joints.js";
import type { Links } from "./message.js";
import type { NodeEntry } from "./node-entry.js";
import { Post } from "./post.js";
import { type ReadyNode, ReadyQueues } from "./ready-queues.js";
import type { Head, SegmentAddress, SegmentState } from "./segment-state.js";
import { isEndedFlow, isTerminalTask, type TaskState } from "./states.js";
import { Alarms, nextTimer } from "./timers.js";

export { holderName, openClaim } from "./holders.js";
export type { Head, SegmentAddress, SegmentState } from "./segment-state.js";

export class Segment {
  readonly address: SegmentAddress;
  readonly definition: CompiledDefinition;
  /** Its exchange with the other segments of its flow. */
  readonly post: Post;
  #version: number;
  #changed = false;
  readonly #entries = new Map<number, NodeEntry>();
  #flow: FlowHeader;
  #bytes = 0;
  readonly #ready = new ReadyQueues();
  /** Timers of tasks that somebody works on, and of those that wait: a suspended flow rests only the latter. */
  readonly #workingAlarms = new Alarms();
  readonly #waitingAlarms = new Alarms();
  readonly #holders = new Holders();
  readonly #counts = new Map<TaskState, number>();
  /** Dependencies here that have not succeeded yet, and other segments not heard from, by node. */
  readonly #unmet: Int32Array;
  readonly #joints: Joints;
  /** The node that last kept a request_id: a hint, since what was pushed out of its history stays here. */
  readonly #requests = new Map<string, number>();

  constructor(address: SegmentAddress, definition: CompiledDefinition, version: number, state: SegmentState) {
    this.address = address;
    this.definition = definition;
    this.#version = version;
    this.#flow = state.flow;
    this.#unmet = Int32Array.from(definition.nodes, (node) => node.dependencies.length + node.sourceSegments);
    this.#joints = new Joints(definition);
    this.post = new Post(state.links);
    for (const [node, heard] of this.post.links.arrivals) this.#unmet[node] = this.unmet(node) - heard;
    this.#counts.set("PENDING", definition.nodes.length);
    for (const [number, entry] of state.nodes) this.put(number, entry);
    // What these had to tell was told in the commits that they ended in.
    this.#joints.take();
    this.#changed = false;
  }

  /** Whether it is one of several. */
  get isPart(): boolean {
    return this.definition.segmentCount > 1;
  }

  get links(): Links {
    return this.post.links;
  }

  putLinks(links: Links): void {
    for (const [node, heard] of links.arrivals) {
      const before = this.post.links.arrivals.get(node) ?? 0;
      if (heard !== before) this.#unmet[node] = this.unmet(node) - (heard - before);
    }
    this.#changed = true;
    this.post.links = links;
  }

  /** The joints about which there is something to tell since this was last asked. */
  takeJoints(): readonly ToldJoint[] {
    return this.#joints.take();
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

  /** Its content changes at this moment. */
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
    return this.#counts;
  }

  node(number: number): CompiledNode {
    const node = this.definition.nodes[number];
    if (node === undefined) throw new Error(`no node ${number} in ${this.address.flowId}`);
    return node;
  }

  entry(number: number): NodeEntry | undefined {
    return this.#entries.get(number);
  }

  stateOf(number: number): TaskState {
    return this.#entries.get(number)?.state ?? "PENDING";
  }

  count(state: TaskState): number {
    return this.#counts.get(state) ?? 0;
  }

  /** How many dependencies of the node have not succeeded yet. */
  unmet(number: number): number {
    return this.#unmet[number] ?? 0;
  }

  /** How many tasks are claimed by sessions and not deferred. */
  get heldCount(): number {
    return this.#holders.count;
  }

  /** "<session>@<epoch>" of every session that holds a task here, sorted. */
  get holders(): string[] {
    return this.#holders.names();
  }

  heldBy(holder: string): ReadonlySet<number> {
    return this.#holders.nodesOf(holder);
  }

  /** Whether ready tasks may be claimed now. */
  get offers(): boolean {
    return this.#flow.state === "RUNNING" && this.#flow.stopping === undefined && this.freePermits > 0;
  }

  /** How many more tasks may run at once. */
  get freePermits(): number {
    const { maxParallel } = this.definition.flow;
    return maxParallel === 0 ? Number.MAX_SAFE_INTEGER : maxParallel - this.count("RUNNING") - this.count("PAUSED");
  }

  /** The queues that have a ready task, offered or not. */
  readyQueues(): string[] {
    return this.#ready.queues();
  }

  /** How many tasks of the queue are ready and unclaimed, offered or not. */
  readyCount(queue: string): number {
    return this.#ready.count(queue);
  }

  /** The ready node of the queue that is offered first, with its rank. */
  readyHead(queue: string): ReadyNode | undefined {
    return this.#ready.first(queue);
  }

  /** All ready nodes, in definition order. */
  readyNodes(): number[] {
    return this.#ready.nodes();
  }

  /** The node that may keep a completion with this request_id; its entry tells whether it does. */
  nodeOfRequest(requestId: string): number | undefined {
    return this.#requests.get(requestId);
  }

  /** What waits here to be claimed, at most one head for each queue and priority. */
  heads(): Head[] {
    if (!this.offers) return [];
    return this.#ready.heads(this.rankTime);
  }

  /** The age by which this flow's tasks rank. */
  get rankTime(): number {
    return this.#flow.startTime ?? this.#flow.createTime;
  }

  priorityOf(number: number): number {
    return this.#flow.priority + this.node(number).task.priority;
  }

  /** The node with the earliest timer, and when it is due. In a suspended flow only tasks under work have timers. */
  nextAlarm(): { readonly node: number; readonly time: number } | undefined {
    const working = this.#workingAlarms.first();
    const { state } = this.#flow;
    if (state === "SUSPENDING" || state === "SUSPENDED") return working;
    const waiting = this.#waitingAlarms.first();
    if (working === undefined || waiting === undefined) return working ?? waiting;
    return working.time <= waiting.time ? working : waiting;
  }

  /** When the segment must be looked at next: the earliest timer of its tasks or of the flow. */
  wakeTime(): number | undefined {
    const times = [this.nextAlarm()?.time, this.flowTime(), this.#postTime()].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /**
   * When the flow as a whole must be looked at next. Only segment 0 looks at its start and its timeout, each at what is
   * still claimed in it when the grace of a cancellation is over.
   */
  flowTime(): number | undefined {
    const { state, notBeforeTime, deadline, cancellation } = this.#flow;
    if (isEndedFlow(state)) return undefined;
    if (cancellation !== undefined) return this.heldCount > 0 ? cancellation.deadline : undefined;
    if (this.address.segment !== 0) return undefined;
    return state === "PENDING" ? notBeforeTime : deadline;
  }

  /** When the outbox is sent again, or segment 0 told of what has changed here. */
  #postTime(): number | undefined {
    if (!this.isPart) return undefined;
    const resend = this.post.resendTime();
    const report = this.reportTime();
    return resend === undefined || report === undefined ? (resend ?? report) : Math.min(resend, report);
  }

  /** By when segment 0 must be told of counts that differ from those it knows; undefined = of none. */
  reportTime(): number | undefined {
    return this.address.segment === 0 ? undefined : this.post.reportTime(this.#counts);
  }

  putFlow(flow: FlowHeader): void {
    this.#changed = true;
    this.#flow = flow;
  }

  /** Replaces a node's entry and keeps every index true. O(successors) where the node succeeds, else O(log n). */
  put(number: number, entry: NodeEntry): void {
    const node = this.node(number);
    const old = this.#entries.get(number);
    this.#changed = true;
    this.#entries.set(number, entry);
    this.#keepRequests(number, old, entry);
    this.#bytes += entryBytes(entry) - (old === undefined ? 0 : entryBytes(old));
    const oldState = old?.state ?? "PENDING";
    if (oldState !== entry.state) {
      this.#count(oldState, -1);
      this.#count(entry.state, 1);
      if (entry.state === "SUCCEEDED") for (const next of node.successors) this.#meet(next);
      if (isTerminalTask(entry.state)) this.#joints.ended(node, entry.state === "SUCCEEDED");
    }
    if (oldState === "READY") this.#ready.remove(number);
    if (entry.state === "READY") this.#ready.add(node.queue, number, this.priorityOf(number), entry.readyTime ?? 0);
    this.#holders.replace(number, old, entry);
    const alarm = isTerminalTask(entry.state) ? undefined : nextTimer(node, entry)?.time;
    const working = entry.state === "RUNNING" || entry.state === "PAUSED";
    this.#workingAlarms.set(number, working ? alarm : undefined);
    this.#waitingAlarms.set(number, working ? undefined : alarm);
  }

  #keepRequests(number: number, old: NodeEntry | undefined, entry: NodeEntry): void {
    const { requestId, deferred, history } = entry;
    if (requestId !== undefined) this.#requests.set(requestId, number);
    if (deferred?.requestId !== undefined) this.#requests.set(deferred.requestId, number);
    if (history === undefined || history === old?.history) return;
    for (const record of history) if (record.requestId !== undefined) this.#requests.set(record.requestId, number);
  }

  #meet(number: number): void {
    this.#unmet[number] = this.unmet(number) - 1;
  }

  #count(state: TaskState, change: 1 | -1): void {
    const count = this.count(state) + change;
    if (count === 0) this.#counts.delete(state);
    else this.#counts.set(state, count);
  }
}
