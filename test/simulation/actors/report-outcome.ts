/**
 * How an outcome is brought to the engine, and what its answer must be: the call is repeated until it is answered; what
 * is acknowledged must be stored, be what was brought, and be told once more to who asks again.
 */
import type { Failure } from "../../../src/core/state/failure.js";
import { outcomeDigest } from "../../../src/core/state/outcome-digest.js";
import type {
  Engine,
  ReadyTask,
  TaskCompleteRequest,
  TaskCompleteResponse,
  TaskOutcome,
} from "../../../src/engine/index.js";
import type { ScriptedOutcome } from "../../core/random-graph.js";
import { json } from "../../engine/json-payload.js";
import { failureOf } from "../failing-tasks.js";
import { REFUSED_BY_STORE } from "../world/database.js";
import { insist, type Verdict } from "./caller.js";
import { readFlow } from "./reader.js";
import type { WorkerSetting } from "./worker.js";

/** What no longer holds for a call when it comes: the claim was lost, or the flow is over or gone. */
const LATE = [
  "CLAIM_SUPERSEDED",
  "TASK_CLOSED",
  "ALREADY_COMPLETED",
  "FLOW_NOT_FOUND",
  "TASK_NOT_READY",
  "FLOW_REPLACED",
];
const READ_AFTERWARDS = 0.1;

/** What is known of a task by who brings its outcome. */
type BroughtFor = Pick<ReadyTask, "flowId" | "taskId" | "claimToken" | "tries">;

type BringerSetting = Pick<WorkerSetting, "world" | "service" | "histories" | "sessionId">;

/** By the token of its claim; or, where the attempt was left to an outsider, by its number, or by the task alone. */
interface Fence {
  readonly claimToken?: string;
  readonly attempt?: number;
}

/** `gone`: who brings it does not wait any more. */
export async function reportOutcome(
  setting: BringerSetting,
  task: BroughtFor,
  scripted: ScriptedOutcome,
  fence: Fence,
  gone?: () => boolean,
): Promise<void> {
  const { world, service, histories, sessionId } = setting;
  const { flowId, taskId, claimToken } = task;
  const requestId = `${claimToken}-${scripted}`;
  const outcome = outcomeOf(scripted, task, failing(setting, task));
  const request = { flowId, taskId, requestId, ...fence, outcome };
  const perform = () => insist(world, service, completion(setting, request), gone);
  service.double(completion(setting, request));
  const verdict = await perform();
  // Without a token it may mean an attempt of a later run of the flow; without a number, too, any later one.
  const isAmbiguous = fence.claimToken === undefined && (fence.attempt === undefined || histories.runs(flowId) > 1);
  expectLate(setting, task, verdict, isAmbiguous ? [...LATE, "CLAIM_REQUIRED"] : LATE);
  if (verdict === undefined || "refused" in verdict) return;
  const { flow, replayed, ready } = verdict.answer;
  world.note(sessionId, `${flowId}/${taskId} ${scripted} is acknowledged${replayed ? " again" : ""}`);
  const { revision } = flow;
  // It may have met the same outcome of another attempt.
  if (replayed && isAmbiguous && !histories.isStored(flowId, taskId, requestId, revision)) return;
  const made = ready.map((ref) => ref.taskId);
  const digest = outcomeDigest(outcome);
  histories.acknowledged({ flowId, taskId, token: fence.claimToken, requestId, revision, ready: made, digest });
  if (world.random.chance(READ_AFTERWARDS)) await readFlow(setting, flowId, revision);
  if (!world.random.chance(fence.claimToken === undefined ? 0.5 : 0.1)) return;
  const again = await perform();
  if (again === undefined || ("refused" in again && again.refused.reason === "FLOW_NOT_FOUND")) return;
  const isAnswered = "answer" in again && again.answer.replayed;
  // The flow may have been run anew since.
  if (!isAnswered && histories.runs(flowId) === 1 && histories.at(flowId, revision)?.mayForget(taskId) !== true)
    world.breaks(`${flowId}/${taskId}: a repeated completion was not answered with what is recorded`);
}

/** Refusals are such as come too late. */
export function expectLate(
  { world, sessionId, histories }: BringerSetting,
  { flowId, taskId }: BroughtFor,
  verdict: Verdict<unknown> | undefined,
  allowed: readonly string[] = LATE,
): void {
  if (verdict === undefined || !("refused" in verdict)) return;
  world.note(sessionId, `${flowId}/${taskId} is refused: ${verdict.refused.reason}`);
  // A later run of the flow need not have come to a further instance of the task, or to an item of its list, or have it.
  const mayLack = /[#[]/.test(taskId) || histories.flows.get(flowId)?.edited === true;
  if (verdict.refused.reason === "TASK_NOT_FOUND" && mayLack && histories.runs(flowId) > 1) return;
  if (!allowed.includes(verdict.refused.reason))
    world.breaks(`${flowId}/${taskId} is refused: ${String(verdict.refused)}`);
}

/** By the call of its own, or in a batch with one that must be refused, by the engine or by the store. */
function completion({ world }: BringerSetting, request: TaskCompleteRequest) {
  return async (engine: Engine): Promise<TaskCompleteResponse> => {
    if (world.faults.happens("storeRefuses")) return inBatch(engine, refusedByStore(request), request);
    if (!world.random.chance(0.2)) return engine.taskComplete(request);
    return inBatch(engine, { ...request, taskId: "nobody", requestId: `${request.requestId}-bad` }, request);
  };
}

async function inBatch(
  engine: Engine,
  bad: TaskCompleteRequest,
  request: TaskCompleteRequest,
): Promise<TaskCompleteResponse> {
  const [refused, item] = await engine.taskCompleteBatch([bad, request]);
  if (refused === undefined || "value" in refused) throw new Error("what must be refused was carried out");
  if (item === undefined || "error" in item) throw item?.error ?? new Error("a batch without an answer");
  return item.value;
}

function refusedByStore(request: TaskCompleteRequest): TaskCompleteRequest {
  const failure = { type: REFUSED_BY_STORE, message: "", retryable: false, causes: [] };
  return { ...request, requestId: `${request.requestId}-refused`, outcome: { kind: "failure", failure } };
}

/** What a try of a task fails with: of some worlds alone more than one thing. */
function failing({ world, histories }: BringerSetting, { flowId, taskId, tries }: BroughtFor): Failure {
  const flow = world.extras.has("final failures") ? histories.flowOf({ flowId, taskId }) : undefined;
  if (flow !== undefined) return failureOf(flow, taskId, tries);
  return { type: "E", message: `try ${tries}`, retryable: true, causes: [] };
}

function outcomeOf(
  outcome: ScriptedOutcome,
  { taskId, tries, claimToken }: BroughtFor,
  failure: Failure,
): Exclude<TaskOutcome, { kind: "deferred" }> {
  // Some results are too large to be kept in the state itself.
  const result = json({ by: claimToken, tries, text: "x".repeat(taskId.length % 2 === 0 ? 0 : 5_000) });
  if (outcome === "result") return { kind: "result", result };
  if (outcome === "cancelled") return { kind: "cancelled", message: `try ${tries}` };
  return { kind: "failure", failure };
}
