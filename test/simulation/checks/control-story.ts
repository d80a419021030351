/**
 * Tells the reference model of edges and joins which runs ended in each commit, and compares. Several completions may share
 * a commit, which does not say in which order they came: some order must lead where the store is.
 */
import { LEASE_LOST, TIMEOUT } from "../../../src/core/state/failure.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { instanceId } from "../../../src/core/state/task-id.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { ControlGraph } from "../../core/control-graph.js";
import { ControlModel } from "../../core/control-model.js";
import type { ScriptedOutcome } from "../../core/random-graph.js";
import { orders } from "./orders.js";
import { verdictOver } from "./verdicts.js";

const OUTCOMES: Readonly<Record<string, ScriptedOutcome>> = {
  SUCCEEDED: "result",
  FAILED: "failure",
  CANCELLED: "cancelled",
};

/** Of what is stored as much as tells how the flow stands. */
type Standing = Pick<SegmentRecord, "nodes" | "flow">;

interface Ended {
  readonly taskId: string;
  readonly outcome: ScriptedOutcome;
}

export class ControlStory {
  readonly #graph: ControlGraph;
  #model: ControlModel;

  constructor(graph: ControlGraph) {
    this.#graph = graph;
    this.#model = new ControlModel(graph);
  }

  tell(before: Standing | undefined, after: Standing): void {
    // What is within another flow has not begun before that has told it to.
    if (after.flow.startTime === undefined && after.flow.cancellation === undefined) return;
    if (after.flow.cancellation !== undefined) {
      this.#expectNothingBegun(before, after);
      return;
    }
    let first: string | undefined;
    for (const order of orders(this.#endedIn(before, after))) {
      const model = this.#model.copy();
      const difference = followed(model, order) ?? this.#difference(model, after);
      if (difference === undefined) {
        this.#model = model;
        return;
      }
      first ??= difference;
    }
    throw new Error(`the reference model has ${first}`);
  }

  /** Runs whose outcome was brought, or whose time was over: the rest follows from them. */
  #endedIn(before: Standing | undefined, after: Standing): Ended[] {
    return [...after.nodes].flatMap(([number, entry]) => {
      const was = before?.nodes.get(number);
      const taskId = this.#taskId(number, entry);
      const rounds = (entry.rounds?.done ?? 0) - (was?.rounds?.done ?? 0);
      const over = Array.from({ length: rounds }, (): Ended => ({ taskId, outcome: "result" }));
      const outcome = OUTCOMES[entry.state];
      if (outcome === undefined || was?.state === entry.state || !isBrought(entry)) return over;
      return [...over, { taskId, outcome }];
    });
  }

  #taskId(number: number, entry: NodeEntry): string {
    const name = this.#graph.tasks[entry.each?.node ?? entry.origin?.node ?? number]?.name;
    return instanceId(`${name}`, entry);
  }

  #difference(model: ControlModel, { nodes, flow }: Standing): string | undefined {
    const stored = new Map([...nodes].map(([number, entry]) => [this.#taskId(number, entry), plain(entry)]));
    const expected = model.runs.states();
    for (const [taskId, state] of expected) {
      const is = stored.get(taskId) ?? "PENDING";
      if (is !== state) return `${taskId} ${state}, stored is ${is}`;
    }
    const more = [...stored.keys()].find((taskId) => !expected.has(taskId));
    if (more !== undefined) return `no ${more}, which is stored`;
    const ended = ["SUCCEEDED", "FAILED", "CANCELLED"].includes(flow.state) ? flow.state : undefined;
    const verdict = model.verdict();
    const end = verdict && verdictOver(flow, verdict);
    return end === ended ? undefined : `the flow ${end}, stored is ${flow.state}`;
  }

  /** In a flow that is being cancelled nothing leads on. Its completions may share the commit of the cancel. */
  #expectNothingBegun(before: Standing | undefined, after: Standing): void {
    if (before?.flow.cancellation === undefined) return;
    const begun = [...after.nodes.keys()].filter((number) => !before.nodes.has(number));
    if (begun.length > 0) throw new Error(`${begun.length} tasks began though the flow is being cancelled`);
  }
}

/** Undefined where the runs can have ended in this order. */
function followed(model: ControlModel, order: readonly Ended[]): string | undefined {
  try {
    for (const { taskId, outcome } of order) model.complete(taskId, outcome);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * No-ops and what its join has failed were never claimed; a task may time out so, too. One that runs for each item of a list
 * ends by these, and items that are cancelled with it are brought nothing.
 */
function isBrought({ attempt, failure, list, each, state, outcomeDigest }: NodeEntry): boolean {
  if (list !== undefined || (each !== undefined && state === "CANCELLED" && outcomeDigest === undefined)) return false;
  return attempt > 0 || failure?.type === TIMEOUT || failure?.type === LEASE_LOST;
}

function plain({ state }: NodeEntry): string {
  const ended = state === "SUCCEEDED" || state === "FAILED" || state === "SKIPPED" || state === "CANCELLED";
  return state === "PENDING" || ended ? state : "OPEN";
}
