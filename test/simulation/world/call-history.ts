/**
 * What callers saw of the tasks of a world: each call with the moment in which it was made and the one in which its answer
 * came, if it came.
 */
import { outcomeDigest } from "../../../src/core/state/outcome-digest.js";
import {
  type Engine,
  EngineError,
  type GetFlowDetailsResponse,
  type TaskCompleteRequest,
  type TaskCompleteResponse,
} from "../../../src/engine/index.js";
import type { Operation } from "../../linearizability/checker.js";
import type { Deed } from "../../linearizability/task-model.js";
import { incarnationOf } from "../checks/revisions.js";

const NEVER = Number.POSITIVE_INFINITY;

/** A call as it is carried out by a process, once or twice. */
export interface HeardCall {
  /** The engine for it. */
  hearing(engine: Engine): Engine;
  /** Its caller has the answer. */
  told(): void;
}

/** A completion as a process has carried it out. */
export interface Performed {
  readonly request: TaskCompleteRequest;
  readonly invoked: number;
  answered: number;
  /** Error: it was refused, or broke off. */
  answer?: TaskCompleteResponse | Error;
}

interface Read {
  readonly invoked: number;
  answered: number;
  readonly answer: GetFlowDetailsResponse;
}

export class CallHistory {
  #moment = 0;
  readonly #completions: Performed[] = [];
  readonly #reads: Read[] = [];

  /** Those that end attempts, each as often as it was carried out. */
  get completions(): readonly Performed[] {
    return this.#completions;
  }

  /** A call is made. The result makes, for each time that it is carried out, what hears it. */
  made(): () => HeardCall {
    const invoked = this.#next();
    return () => this.#heard(invoked);
  }

  /**
   * By flow, run and task. `hasRunOnce`: where a flow has not, a completion without an answer, or that was refused, may have
   * meant any run.
   */
  operations(hasRunOnce: (flowId: string) => boolean): ReadonlyMap<string, readonly Operation<Deed>[]> {
    const byTask = new Map<string, Operation<Deed>[]>();
    const runs = new Map<string, Set<string>>();
    const add = (flowId: string, run: string, taskId: string, operation: Operation<Deed>) => {
      runs.set(flowId, (runs.get(flowId) ?? new Set()).add(run));
      const key = `${flowId} ${run} ${taskId}`;
      byTask.set(key, [...(byTask.get(key) ?? []), operation]);
    };
    for (const { invoked, answered, answer } of this.#reads) {
      const { flowId, revision } = answer.flow;
      for (const { taskId, state, attempt } of answer.tasks) {
        add(flowId, incarnationOf(revision), taskId, { invoked, answered, deed: { kind: "read", state, attempt } });
      }
    }
    for (const { request, invoked, answered, answer } of this.#completions) {
      if (answer === undefined || answer instanceof Error || answered === NEVER) continue;
      const { task, flow, replayed } = answer;
      // A next attempt may have begun in the same commit: which failed, where the caller did not say, is not known.
      const attempt = attemptNamed(request) ?? (request.outcome?.kind === "result" ? task.attempt : undefined);
      if (attempt === undefined) continue;
      const deed = completedBy(request, attempt, replayed);
      add(request.flowId, incarnationOf(flow.revision), request.taskId, { invoked, answered, deed });
    }
    for (const performed of this.#completions) {
      for (const run of runs.get(performed.request.flowId) ?? []) {
        const key = `${performed.request.flowId} ${run} ${performed.request.taskId}`;
        const known = byTask.get(key);
        const open = unsettled(performed, known ?? [], hasRunOnce(performed.request.flowId));
        if (known !== undefined) byTask.set(key, [...known, ...open]);
      }
    }
    return byTask;
  }

  #heard(invoked: number): HeardCall {
    const completions: Performed[] = [];
    const reads: Omit<Read, "answered">[] = [];
    const complete = (request: TaskCompleteRequest) => {
      const performed: Performed = { request, invoked, answered: NEVER };
      if (!endsAnAttempt(request)) return performed;
      completions.push(performed);
      this.#completions.push(performed);
      return performed;
    };
    return {
      hearing: (engine) => ({
        ...engine,
        taskComplete: async (request, context) => {
          const performed = complete(request);
          try {
            performed.answer = await engine.taskComplete(request, context);
            return performed.answer;
          } catch (error) {
            if (error instanceof Error) performed.answer = error;
            throw error;
          }
        },
        taskCompleteBatch: async (requests, context) => {
          const all = requests.map(complete);
          const results = await engine.taskCompleteBatch(requests, context);
          results.forEach((result, index) => {
            const performed = all[index];
            if (performed !== undefined) performed.answer = "value" in result ? result.value : result.error;
          });
          return results;
        },
        getFlowDetails: async (request, context) => {
          const answer = await engine.getFlowDetails(request, context);
          reads.push({ invoked, answer });
          return answer;
        },
      }),
      told: () => {
        const answered = this.#next();
        for (const performed of completions) performed.answered = answered;
        this.#reads.push(...reads.map((read) => ({ ...read, answered })));
      },
    };
  }

  #next(): number {
    this.#moment += 1;
    return this.#moment;
  }
}

function endsAnAttempt({ outcome }: TaskCompleteRequest): boolean {
  return outcome?.kind === "result" || outcome?.kind === "failure" || outcome?.kind === "cancelled";
}

function completedBy({ outcome }: TaskCompleteRequest, attempt: number, replayed: boolean): Deed {
  if (outcome === undefined || outcome.kind === "deferred" || outcome.kind === "spawn") {
    throw new Error("nothing that ends an attempt");
  }
  return { kind: "completed", attempt, outcome: outcomeDigest(outcome), succeeds: outcome.kind === "result", replayed };
}

/** What a completion may have done of which its caller has not heard, or heard that another attempt has begun. */
function unsettled(
  { request, invoked, answered, answer }: Performed,
  known: readonly Operation<Deed>[],
  isOfThisRun: boolean,
): readonly Operation<Deed>[] {
  const meant = attemptsMeant(request, known);
  if (answered !== NEVER && !(answer instanceof Error)) return [];
  const mayHaveDone = (): readonly Operation<Deed>[] =>
    meant.map((attempt) => ({ invoked, answered: NEVER, deed: completedBy(request, attempt, false) }));
  if (answered !== NEVER && answer instanceof EngineError && !UNKNOWN.includes(answer.reason)) {
    // Where the flow was deleted meanwhile, a process that did not hear of its own write has looked at what came after.
    if (answer.reason === "FLOW_NOT_FOUND" || !isOfThisRun) return mayHaveDone();
    if (answer.reason !== "CLAIM_SUPERSEDED" || request.claimToken === undefined) return [];
    return meant.map((attempt) => ({ invoked, answered, deed: { kind: "superseded", attempt } }));
  }
  return mayHaveDone();
}

/** After these the outcome is unknown, or the call was given up on its way. */
const UNKNOWN: readonly string[] = ["STORE_UNAVAILABLE", "DEADLINE_EXCEEDED", "CONFLICT", "DRAINING", "OVERLOADED"];

/** Who names none may mean any that there was. */
function attemptsMeant(request: TaskCompleteRequest, known: readonly Operation<Deed>[]): readonly number[] {
  const named = attemptNamed(request);
  return named === undefined ? [...new Set(known.map(({ deed }) => deed.attempt))] : [named];
}

/** The number stands in a claim's token, too. */
function attemptNamed({ claimToken, attempt }: TaskCompleteRequest): number | undefined {
  return claimToken === undefined || claimToken === "" ? attempt : Number.parseInt(claimToken, 10);
}
