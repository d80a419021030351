/**
 * What holds of flows whose tasks are undone, after every commit: what is undone is undone in reverse order, what is to
 * be undone does not begin, scopes run no more often than they may, and the verdict says what is left.
 */
import type { Dependency, Edge, FlowDefinition } from "../../../src/core/definition/definition.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import { DOES_NOT } from "../../core/edged-scopes.js";
import type { ScopedTask, ScopeGraph } from "../../core/scope-graph.js";
import { runsOf } from "../scoped-flows.js";
import type { SimulatedFlow } from "../workload.js";
import type { Steered } from "./steering.js";
import { verdictOver } from "./verdicts.js";

type Nodes = ReadonlyMap<number, NodeEntry>;

const AT_WORK = new Set(["READY", "DELAYED", "RUNNING", "PAUSED"]);
const ENDED = new Set(["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED", "REVERTED", "REVERT_FAILED"]);

export class ScopeStory {
  readonly #graph: ScopeGraph;
  /** It fails though its tasks have succeeded: by its output, or by what failed elsewhere. */
  readonly #fails: boolean;
  /** By task, where other edges than of successes hold the tasks together. */
  readonly #edges: ReadonlyMap<string, readonly Edge[]> | undefined;
  /** By the place of each task: those of the tasks that lie behind it. */
  readonly #behind: readonly ReadonlySet<number>[];

  constructor({ computed, begins, edged, definition }: SimulatedFlow, graph: ScopeGraph) {
    this.#graph = graph;
    if (edged) this.#edges = edgesOf(definition);
    this.#fails = computed?.output?.breaks === true || begins?.begun.hasGone === true;
    const places = new Map(graph.tasks.map(({ name }, place) => [name, place]));
    const behind = graph.tasks.map(() => new Set<number>());
    // In definition order what a task depends on comes before it.
    for (const [place, { dependsOn }] of [...graph.tasks.entries()].reverse()) {
      for (const name of dependsOn) {
        const before = behind[places.get(name) ?? -1];
        before?.add(place);
        for (const further of behind[place] ?? []) before?.add(further);
      }
    }
    this.#behind = behind;
  }

  tell(before: SegmentRecord | undefined, after: SegmentRecord, { reopens, isEndedByCall }: Steered): void {
    const was = before?.nodes ?? new Map();
    const restarts = this.#restarts(was, after.nodes);
    for (const [place, task] of this.#graph.tasks.entries()) {
      const [old, entry] = [was.get(place), after.nodes.get(place)];
      if (entry === undefined || old === entry) continue;
      this.#expectDue(place, old, entry, after.nodes);
      if (old !== undefined && !restarts && !reopens) expectMeant(task.name, old, entry);
    }
    this.#expectFollowed(after.nodes);
    expectOneAsked(after.nodes);
    const { state } = after.flow;
    const ends = isEnded(state) && (reopens || !isEnded(before?.flow.state ?? "PENDING"));
    if (ends && !isEndedByCall) this.#expectVerdict(after);
  }

  /** Whether a scope is tried again in this commit. No scope runs more often than its controller says. */
  #restarts(was: Nodes, is: Nodes): boolean {
    let restarts = false;
    for (const scope of this.#graph.scopes) {
      const place = this.#graph.tasks.findIndex(({ name }) => name === scope.controller);
      const retries = is.get(place)?.scope?.retries ?? 0;
      if (retries >= runsOf(scope)) throw new Error(`scope ${scope.name} was tried again ${retries} times`);
      if (retries !== (was.get(place)?.scope?.retries ?? 0)) restarts = true;
    }
    return restarts;
  }

  /** A task is undone once nothing behind it has anything left to undo. */
  #expectDue(place: number, old: NodeEntry | undefined, entry: NodeEntry, nodes: Nodes): void {
    if (entry.reversal?.begun !== true || old?.reversal?.begun === true) return;
    for (const further of this.#behind[place] ?? []) {
      const behind = nodes.get(further);
      if (isSettled(behind)) continue;
      throw new Error(`${this.#nameOf(place)} is undone before ${this.#nameOf(further)}, which is ${behind?.state}`);
    }
  }

  /** What runs, or has and counts, follows from what has succeeded and is not undone. */
  #expectFollowed(nodes: Nodes): void {
    // Which of several edges has led to it a join does not tell.
    if (this.#edges !== undefined) return;
    for (const [place, { name, dependsOn }] of this.#graph.tasks.entries()) {
      const entry = nodes.get(place);
      if (entry === undefined || entry.reversal?.begun === true) continue;
      const counts = AT_WORK.has(entry.state) || (entry.state === "SUCCEEDED" && entry.reversal === undefined);
      if (!counts) continue;
      const missing = dependsOn.find((one) => !hasSucceeded(nodes.get(this.#placeOf(one))));
      if (missing !== undefined) throw new Error(`${name} is ${entry.state} without ${missing}`);
    }
  }

  #expectVerdict({ flow, nodes }: SegmentRecord): void {
    // What an edge has ended leaves what runs as it is.
    if (this.#endsByEdge) return;
    const standing = this.#graph.tasks.map((task, place) => [task, nodes.get(place)] as const);
    const told = (what: string) => new Error(`the flow is ${flow.state}, and ${what}`);
    for (const [{ name }, entry] of standing) {
      if (entry === undefined || (!ENDED.has(entry.state) && entry.reversal === undefined)) {
        throw told(`${name} is ${entry?.state ?? "PENDING"}`);
      }
    }
    const counted = standing.map(([task, entry]) => [task, this.#isHandled(task, entry) ? HANDLED : entry] as const);
    const own = verdictOf(counted, flow.cancellation !== undefined, flow.reversion?.whole === true);
    const verdict = own === "SUCCEEDED" && this.#fails ? "FAILED" : verdictOver(flow, own);
    if (flow.state !== verdict) throw told(`by its tasks ${verdict}`);
    const left = flow.reversion?.whole === true && standing.find(([, entry]) => entry?.state === "SUCCEEDED");
    if (flow.state === "REVERTED" && left) throw told(`${left[0].name} is not undone`);
  }

  /** Whether an edge may have ended it, whatever else. */
  get #endsByEdge(): boolean {
    return [...(this.#edges?.values() ?? [])].flat().some(({ target }) => target === "FAIL" || target === "SUCCEED");
  }

  /** An edge on failure fires by it. */
  #isHandled({ name }: ScopedTask, entry: NodeEntry | undefined): boolean {
    if (entry?.state !== "FAILED" || entry.reversal !== undefined) return false;
    const edges = this.#edges?.get(name) ?? [];
    return edges.some(({ on, condition }) => on.includes("FAILURE") && condition !== DOES_NOT);
  }

  #placeOf(name: string): number {
    return this.#graph.tasks.findIndex((task) => task.name === name);
  }

  #nameOf(place: number): string {
    return this.#graph.tasks[place]?.name ?? "";
  }
}

const HANDLED: NodeEntry = { state: "SKIPPED", version: 0, attempt: 0, tries: 0, losses: 0 };

/** From both ends. */
function edgesOf({ tasks }: FlowDefinition): ReadonlyMap<string, readonly Edge[]> {
  const edges = new Map(tasks.map(({ name, next = [] }) => [name, [...next]]));
  for (const { name, dependsOn } of tasks) {
    for (const one of dependsOn) {
      if (typeof one !== "string") edges.get(one.task)?.push({ to: name, message: "", ...withoutTask(one) });
    }
  }
  return edges;
}

function withoutTask({ task: _, ...edge }: Dependency): Omit<Dependency, "task"> {
  return edge;
}

/** Where no scope is tried again: what has ended stays so unless it is undone, and what is to be undone does not begin. */
function expectMeant(name: string, old: NodeEntry, entry: NodeEntry): void {
  const begins = entry.reversal?.begun === true && old.reversal?.begun !== true;
  if (ENDED.has(old.state) && entry.state !== old.state && !begins) {
    throw new Error(`${name}: ${old.state} became ${entry.state}`);
  }
  if (old.reversal !== undefined && entry.reversal === undefined)
    throw new Error(`${name} is not to be undone any more`);
  const isWithheld = old.state === "PENDING" && old.reversal !== undefined;
  if (isWithheld && entry.state !== "PENDING" && entry.state !== "CANCELLED") {
    throw new Error(`${name} was to be undone before it began, and is ${entry.state}`);
  }
}

/** Nothing of it is left to undo, as far as who has not run is concerned. What failed may have nothing to undo. */
function isSettled(entry: NodeEntry | undefined): boolean {
  if (entry === undefined) return false;
  const { state, reversal } = entry;
  if (state === "SKIPPED" || state === "CANCELLED") return true;
  return reversal !== undefined && ["PENDING", "FAILED", "REVERTED"].includes(state);
}

function hasSucceeded(entry: NodeEntry | undefined): boolean {
  return entry?.state === "SUCCEEDED" && entry.reversal?.begun !== true;
}

/** Failures are put to controllers one at a time. */
function expectOneAsked(nodes: Nodes): void {
  const open = [...nodes.values()].filter(({ item, state }) => item?.phase === "FAILURE" && !ENDED.has(state));
  if (open.length > 1) throw new Error(`${open.length} failures are asked about at once`);
}

function verdictOf(
  standing: readonly (readonly [ScopedTask, NodeEntry | undefined])[],
  isCancelled: boolean,
  isWhole: boolean,
): string {
  const has = (state: string) => standing.some(([, entry]) => entry?.state === state);
  if (isCancelled) return "CANCELLED";
  if (has("REVERT_FAILED")) return "FAILED";
  if (has("CANCELLED")) return "CANCELLED";
  if (standing.some(([, entry]) => entry?.state === "FAILED" && entry.reversal === undefined)) return "FAILED";
  return isWhole || standing.some(([, entry]) => entry?.reversal?.intent === "REVERT") ? "REVERTED" : "SUCCEEDED";
}

function isEnded(state: string): boolean {
  return ["SUCCEEDED", "FAILED", "CANCELLED", "REVERTED"].includes(state);
}
