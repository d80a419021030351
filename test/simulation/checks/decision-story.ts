/**
 * What holds of flows in which decisions are asked for, after every commit: nothing runs before it is decided that it does,
 * or against that; a failure that was decided upon stands; no flow ends by itself before its output is decided about.
 */
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import { type ControlGraph, type ControlTask, decisionOfRun } from "../../core/control-graph.js";

type IdOf = (number: number, entry: NodeEntry) => string | undefined;

export class DecisionStory {
  readonly #graph: ControlGraph;
  readonly #idOf: IdOf;
  readonly #tasks: ReadonlyMap<string, ControlTask>;
  readonly #isSteered: boolean;

  /** `isSteered`: callers end it, and nothing is asked any more then. */
  constructor(graph: ControlGraph, idOf: IdOf, isSteered: boolean) {
    this.#graph = graph;
    this.#idOf = idOf;
    this.#isSteered = isSteered;
    this.#tasks = new Map(graph.tasks.map((task) => [task.name, task]));
  }

  tell(before: SegmentRecord | undefined, after: SegmentRecord): void {
    const items = new Map([...after.nodes.values()].flatMap((entry) => askedAbout(entry)));
    const isOver = this.#isSteered || after.flow.cancellation !== undefined || endsEarly(before, after);
    for (const [number, entry] of after.nodes) {
      const was = before?.nodes.get(number);
      if (entry === was || entry.item !== undefined || entry.each !== undefined) continue;
      const taskId = this.#idOf(number, entry);
      const task = this.#tasks.get(taskId?.split("#")[0] ?? "");
      if (task === undefined || taskId === undefined) continue;
      if (task.asks.start) this.#expectStarted(taskId, entry, items.get(number));
      if (task.asks.end && !isOver) this.#expectVerdict(taskId, entry);
    }
    this.#expectOutput(before, after);
  }

  #expectStarted(taskId: string, entry: NodeEntry, item: NodeEntry | undefined): void {
    const hasBegun = entry.attempt > 0 || entry.state === "READY";
    if (!hasBegun) return;
    if (item === undefined || item.attempt === 0) throw new Error(`${taskId} is ${entry.state}, and nobody was asked`);
    const { start } = decisionOfRun(this.#graph, taskId);
    if (start !== "run") throw new Error(`${taskId} is ${entry.state}, and it was decided: ${start}`);
  }

  #expectVerdict(taskId: string, { state, attempt }: NodeEntry): void {
    const { end } = decisionOfRun(this.#graph, taskId);
    if (attempt > 0 && state === "SUCCEEDED" && (end === "fail" || end === "skip")) {
      throw new Error(`${taskId} is SUCCEEDED, and it was decided: ${end}`);
    }
  }

  #expectOutput(before: SegmentRecord | undefined, { flow, nodes }: SegmentRecord): void {
    const ends = flow.state !== before?.flow.state && (flow.state === "SUCCEEDED" || flow.state === "FAILED");
    // Nobody is asked any more about one that an edge has ended, once it is cancelled.
    if (!this.#graph.output || !ends || flow.cancellation !== undefined) return;
    const decided = [...nodes.values()].some(({ item, state }) => item?.phase === "OUTPUT" && state === "SUCCEEDED");
    if (!decided) throw new Error(`the flow is ${flow.state}, and nobody has decided about its output`);
  }
}

/** An edge, a failure or a task that is triggered too often has ended or stopped it: nothing is asked about tasks any more. */
function endsEarly(before: SegmentRecord | undefined, { flow, nodes }: SegmentRecord): boolean {
  if (flow.ending !== undefined || flow.stopping === true || isEndedFlow(before?.flow.state ?? "PENDING")) return true;
  return (
    isEndedFlow(flow.state) && [...nodes.values()].some(({ endTime, skipReason }) => !endTime || skipReason === "ENDED")
  );
}

/** By the number of what it is about. */
function askedAbout(entry: NodeEntry): readonly (readonly [number, NodeEntry])[] {
  const about = entry.item?.about ?? entry.item?.node;
  return about === undefined ? [] : [[about, entry]];
}
