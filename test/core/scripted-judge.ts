/**
 * Who is asked for decisions about a random definition, and answers as its script says.
 */

import { firesOn } from "../../src/core/definition/edge-outcomes.js";
import { evaluationQueue } from "../../src/core/definition/evaluation.js";
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import type { TaskDecision } from "../../src/core/state/task-decision.js";
import { DECIDED_ON } from "./control-definition.js";
import { type ControlGraph, chosenEdges, decisionOfRun, type ScriptedDecision } from "./control-graph.js";
import type { FlowUnderTest } from "./flow-under-test.js";

const VERDICTS = {
  "as it is": undefined,
  run: undefined,
  succeed: "SUCCEED",
  fail: "FAIL",
  skip: "SKIP",
  retry: "RETRY",
} as const;

export class ScriptedJudge {
  readonly #run: FlowUnderTest;
  readonly #graph: ControlGraph;
  /** The tasks that have been tried again. */
  readonly #retried = new Set<string>();
  #answers = 0;

  constructor(run: FlowUnderTest, graph: ControlGraph) {
    this.#run = run;
    this.#graph = graph;
  }

  /** Claims all that is asked; the numbers of what is to be answered. */
  held(): number[] {
    const { segment } = this.#run;
    const queue = evaluationQueue(DECIDED_ON);
    if (segment.ready.count(queue) > 0) this.#run.claim("judge", 100, [queue]);
    return [...segment.entries].flatMap(([number, { item, state }]) =>
      item !== undefined && state === "RUNNING" ? [number] : [],
    );
  }

  answer(number: number): void {
    const { segment } = this.#run;
    const entry = segment.entry(number);
    const taskId = segment.taskId(number);
    this.#answers += 1;
    this.#run.step({
      kind: "complete",
      taskId,
      token: entry?.claim?.token ?? "",
      outcome: { kind: "decided", digest: `decision ${this.#answers}` },
      decision: this.#decide(taskId, entry),
    });
  }

  #decide(taskId: string, item: NodeEntry | undefined): TaskDecision {
    const plain = { fired: [], skip: [], globals: {}, message: "" };
    if (item?.item?.phase === "OUTPUT") return plain;
    const script = decisionOfRun(this.#graph, taskId);
    const context = script.context ? { context: { contentType: "text/plain", size: taskId.length } } : {};
    const isStart = item?.item?.phase === "START";
    if (isStart && script.start === "run") return { ...plain, ...context, ...this.#plan(taskId) };
    const isRetry = !isStart && script.end === "retry" && !this.#retried.has(taskId);
    if (isRetry) {
      this.#retried.add(taskId);
      return { ...plain, ...context, verdict: "RETRY" };
    }
    const verdict = isStart ? VERDICTS[script.start] : script.end === "retry" ? undefined : VERDICTS[script.end];
    const given = { ...plain, ...context, ...(verdict !== undefined && { verdict }) };
    return { ...given, ...this.#edges(taskId, script, stateBy(verdict, this.#outcome(taskId))) };
  }

  /** The items, where it runs for each of a list. */
  #plan(taskId: string): Partial<TaskDecision> {
    const items = this.#graph.tasks.find(({ name }) => name === taskId.split("#")[0])?.items;
    if (items === undefined) return {};
    return { plan: { items: items.outcomes.map(() => ({ contentType: "text/plain", size: 0 })) } };
  }

  /** Of the attempt that is decided about. */
  #outcome(taskId: string): "result" | "failure" {
    const number = this.#run.segment.numberOf(taskId);
    const pending = number === undefined ? undefined : this.#run.segment.entry(number)?.pending;
    return pending?.kind === "failure" ? "failure" : "result";
  }

  #edges(taskId: string, { edges }: ScriptedDecision, state: string): Partial<TaskDecision> {
    if (edges === "none") return { firesNone: true };
    const { segment } = this.#run;
    const number = segment.numberOf(taskId) ?? 0;
    const compiled = segment.definition.control?.nodes[segment.control?.nodeOf(number) ?? number]?.edges ?? [];
    const could = compiled.filter(({ on }) => firesOn(on, state)).map(({ index }) => index);
    if (edges === "all" || could.length === 0) return {};
    return { fired: chosenEdges(this.#graph, taskId, could).map((edge) => ({ edge, message: "" })) };
  }
}

function stateBy(verdict: string | undefined, outcome: "result" | "failure"): string {
  if (verdict === "SKIP") return "SKIPPED";
  if (verdict === "FAIL") return "FAILED";
  return verdict === "SUCCEED" || outcome === "result" ? "SUCCEEDED" : "FAILED";
}
