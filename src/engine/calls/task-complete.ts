/**
 * TaskComplete and TaskCompleteBatch: record what became of attempts, and make ready what that unblocks.
 */
import type { Complete } from "../../core/command.js";
import { LIMITS } from "../../core/limits.js";
import type { Deferral, Outcome } from "../../core/state/outcome.js";
import { decisionDigest, outcomeDigest } from "../../core/state/outcome-digest.js";
import { checkTaskComplete, checkTaskCompleteBatch } from "../checks/index.js";
import type { Gate } from "../commit/gate.js";
import type { Committed } from "../commit/lane.js";
import type { CallContext } from "../engine.js";
import { remoteReady } from "../large-flows/remote-ready.js";
import { submitToTask } from "../large-flows/task-segment.js";
import type { Machinery } from "../machinery.js";
import { spawnOutcome } from "../nested/spawned.js";
import type { Decision, ItemResult, TaskCompleteRequest, TaskCompleteResponse, TaskOutcome } from "../requests.js";
import type { TaskRef } from "../values.js";
import { flowValue } from "../views/flow-value.js";
import { flowRevision } from "../views/revision.js";
import { stateChanges } from "../views/state-change.js";
import { storedDecision } from "../views/stored-decision.js";
import { lookUp, storedFailure, storedPayload } from "../views/stored-payloads.js";
import { taskRef, taskSummary } from "../views/task-value.js";
import { answeredFirst } from "./item-results.js";

export function taskComplete(
  machinery: Machinery,
  request: TaskCompleteRequest,
  call: CallContext = {},
): Promise<TaskCompleteResponse> {
  return completeOne(machinery, request, call.deadline, undefined);
}

/**
 * All commands are submitted in one turn and so ride in as few commits as there are segments. What they make ready is
 * delivered after their answers.
 */
export async function taskCompleteBatch(
  machinery: Machinery,
  requests: readonly TaskCompleteRequest[],
  call: CallContext = {},
): Promise<readonly ItemResult<TaskCompleteResponse>[]> {
  checkTaskCompleteBatch(requests);
  const complete = (gate: Gate) => requests.map((request) => completeOne(machinery, request, call.deadline, gate));
  return answeredFirst(machinery, complete);
}

async function completeOne(
  machinery: Machinery,
  request: TaskCompleteRequest,
  deadline: number | undefined,
  gate: Gate | undefined,
): Promise<TaskCompleteResponse> {
  const checked = checkTaskComplete(request);
  const { outcome, namespace, requestId } = checked;
  // Not awaited where nothing has to be kept: all completions of a batch ride together.
  const answer =
    outcome?.kind === "spawn"
      ? await spawnOutcome(machinery, namespace, outcome, requestId)
      : answerOf(outcome, checked.decision);
  const committed = await submitToTask(machinery, checked, commandOf(checked, answer), { deadline, gate });
  const isMinimal = request.responseDetail === "MINIMAL";
  if (committed.segment.isPart) return partResponse(machinery, committed, isMinimal);
  return isMinimal ? minimalResponse(committed) : fullResponse(machinery, committed);
}

function commandOf(request: TaskCompleteRequest, outcome: Complete["outcome"]): Complete {
  const { taskId, attempt, claimToken, requestId, decision, memo } = request;
  return {
    kind: "complete",
    taskId,
    outcome,
    ...(decision !== undefined && { decision: storedDecision(decision) }),
    ...(memo !== undefined && { memo: storedPayload(memo) }),
    ...(attempt !== undefined && { attempt }),
    ...(claimToken !== undefined && claimToken !== "" && { token: claimToken }),
    ...(requestId !== undefined && requestId !== "" && { requestId }),
  };
}

/** Its digest covers the decision that came with it. */
function answerOf(outcome: TaskOutcome | undefined, decision: Decision | undefined): Complete["outcome"] {
  if (outcome === undefined) return { kind: "decided", digest: decision ? decisionDigest(decision, undefined) : "" };
  const answer = outcomeOf(outcome);
  if (decision === undefined || answer.kind === "deferred" || outcome.kind === "deferred") return answer;
  return { ...answer, digest: decisionDigest(decision, outcome) };
}

function outcomeOf(outcome: TaskOutcome): Outcome | Deferral {
  switch (outcome.kind) {
    case "result":
      return { kind: "result", result: storedPayload(outcome.result), digest: outcomeDigest(outcome) };
    case "failure":
      return { kind: "failure", failure: storedFailure(outcome.failure), digest: outcomeDigest(outcome) };
    case "cancelled":
      return { kind: "cancelled", message: outcome.message, digest: outcomeDigest(outcome) };
    case "deferred":
      return outcome;
  }
}

function taskSource({ answer, segment }: Committed) {
  const { task, flow } = answer;
  if (task === undefined) throw new Error("a completion is answered with its task");
  return {
    run: segment.address,
    header: flow.header,
    node: segment.node(task.node),
    number: task.node,
    entry: task.entry,
    definition: segment.definition,
    entries: segment.entries,
  };
}

function minimalResponse(committed: Committed): TaskCompleteResponse {
  const { answer, segment } = committed;
  return {
    task: taskSummary(taskSource(committed)),
    ready: [],
    flow: flowValue(segment.address, answer.flow),
    replayed: answer.replayed,
    changes: [],
    changesTruncated: false,
  };
}

async function fullResponse(machinery: Machinery, committed: Committed): Promise<TaskCompleteResponse> {
  const { answer, segment, changes } = committed;
  const source = taskSource(committed);
  const { header } = source;
  const failure = header.failure?.body;
  const told = stateChanges(segment, answer.replayed ? [] : changes, header.updateTime);
  const lookup = await lookUp(machinery.store.payloads, failure === undefined ? [] : [failure]);
  const ready = readyRefs(committed);
  const { input, output, globals, ...flow } = answer.flow.header;
  return {
    task: taskSummary(source),
    ready,
    flow: flowValue(segment.address, { ...answer.flow, header: flow }, lookup),
    replayed: answer.replayed,
    ...told,
  };
}

/**
 * Of a large flow: how it stands is told by its segment 0. Other segments hear of a completion in a commit of their own,
 * which a full answer waits for.
 */
async function partResponse(
  machinery: Machinery,
  committed: Committed,
  isMinimal: boolean,
): Promise<TaskCompleteResponse> {
  const { answer, segment, changes } = committed;
  const { address } = segment;
  const { version } = answer.flow;
  const source = taskSource(committed);
  const told = stateChanges(segment, answer.replayed || isMinimal ? [] : changes, answer.flow.header.updateTime);
  const ready = isMinimal ? [] : await allReadyRefs(machinery, committed);
  const view = address.segment === 0 ? answer.flow : await machinery.flowViews.of(address, !isMinimal);
  const { input, output, globals, ...header } = view.header;
  const flow = flowValue(address, { ...view, header });
  const revision = flowRevision({ incarnation: address.incarnation, version, segment: address.segment });
  return { task: taskSummary(source), ready, flow: { ...flow, revision }, replayed: answer.replayed, ...told };
}

async function allReadyRefs(machinery: Machinery, committed: Committed): Promise<TaskRef[]> {
  const { answer, segment, messages } = committed;
  const refs = readyRefs(committed);
  if (answer.cause === undefined) return refs;
  return [...refs, ...(await remoteReady(machinery, segment, answer.cause, messages, LIMITS.readyRefs - refs.length))];
}

function readyRefs({ answer, segment }: Committed): TaskRef[] {
  const { header } = answer.flow;
  return answer.ready
    .slice(0, LIMITS.readyRefs)
    .map(({ node, entry }) => taskRef(segment.address.flowId, { header, node: segment.node(node), entry }));
}
