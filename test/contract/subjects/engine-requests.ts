/**
 * What the contract's tests ask for, as the engine takes it.
 */

import { decisionMessage } from "../../../src/client/decision.js";
import { parseFlowFile } from "../../../src/client/flow-file/parse-flow-file.js";
import type * as engine from "../../../src/engine/index.js";
import { decisionOf } from "../../../src/service/messages/decision.js";
import { flowDefinitionOf } from "../../../src/service/messages/flow-spec.js";
import type { FailureInput, SpawnInput } from "../outcome-input.js";
import type { SimulateRequest } from "../simulate-request.js";
import type { Completion, EndRequest, ListFlowsRequest, ProgressReport, RetryRequest, RunRequest } from "../subject.js";
import type { SpecFile } from "../values.js";
import { clientDecision } from "./client-decision.js";
import { given, payloadOf } from "./engine-payloads.js";
import { snapshotOf } from "./engine-snapshot.js";

/** By the reader of flow files and the service, so that the defaults and refusals are theirs. */
export function definitionOf(spec: SpecFile, path: string): engine.FlowDefinition {
  return flowDefinitionOf(parseFlowFile(JSON.stringify(spec)), path);
}

export function runRequestOf({
  spec,
  definitionDigest,
  definitionName,
  input,
  snapshot,
  ...request
}: RunRequest): engine.RunRequest {
  return {
    ...request,
    ...given("snapshot", snapshot && snapshotOf(snapshot)),
    definition: choiceOf({ spec, definitionDigest, definitionName }),
    ...given("input", input === undefined ? undefined : payloadOf(input)),
  };
}

function choiceOf(request: {
  readonly spec: SpecFile | undefined;
  readonly definitionDigest: string | undefined;
  readonly definitionName: string | undefined;
}): engine.RunRequest["definition"] {
  const { spec, definitionDigest, definitionName } = request;
  if (spec !== undefined) return { kind: "spec", spec: definitionOf(spec, "spec") };
  if (definitionDigest !== undefined) return { kind: "digest", digest: definitionDigest };
  return { kind: "name", name: definitionName ?? "" };
}

export function completionOf(
  completion: Completion,
  namespace: string,
  detail: "MINIMAL" | "FULL",
): engine.TaskCompleteRequest {
  const { result: _result, failure: _failure, deferred: _deferred, cancelled: _cancelled, ...rest } = completion;
  const { decision, memo, spawn: _spawn, ...request } = rest;
  const outcome = outcomeOf(completion);
  // Without an outcome it goes to the engine as it is, which has to refuse it.
  return {
    responseDetail: detail,
    ...request,
    namespace,
    ...given("outcome", outcome),
    ...given("decision", decision && decisionOf(decisionMessage(clientDecision(decision), "decision"))),
    ...given("memo", memo === undefined ? undefined : payloadOf(memo)),
  };
}

function outcomeOf(completion: Completion): engine.TaskCompleteRequest["outcome"] {
  const { failure, deferred, cancelled, spawn } = completion;
  if ("result" in completion) return { kind: "result", result: payloadOf(completion.result) };
  if (failure !== undefined) return { kind: "failure", failure: failureInputOf(failure) };
  if (deferred !== undefined) return { kind: "deferred", ...deferred };
  if (cancelled !== undefined) return { kind: "cancelled", message: cancelled.message ?? "" };
  return spawn && spawnOf(spawn);
}

function spawnOf({ spec, flowDigest = "", input, labels }: SpawnInput): engine.Spawn {
  return {
    kind: "spawn",
    definition: spec
      ? { kind: "spec", spec: definitionOf(spec, "spawn.spec") }
      : { kind: "digest", digest: flowDigest },
    ...given("input", input === undefined ? undefined : payloadOf(input)),
    ...given("labels", labels),
  };
}

function failureInputOf({
  details,
  causes = [],
  message = "",
  retryable = true,
  ...failure
}: FailureInput): engine.Failure {
  return {
    ...failure,
    message,
    retryable,
    causes: causes.map(failureInputOf),
    ...given("details", details === undefined ? undefined : payloadOf(details)),
  };
}

export function progressOf({ details, ...report }: ProgressReport): engine.ProgressItem {
  return { ...report, ...given("details", details === undefined ? undefined : payloadOf(details)) };
}

export function listRequestOf({ name, states, ...request }: ListFlowsRequest): engine.ListFlowsRequest {
  // Names of states as the contract's tests write them are those of the engine.
  return {
    ...request,
    ...given("names", name === undefined ? undefined : [name]),
    ...given("states", states as engine.FlowState[] | undefined),
  };
}

export function simulationRequestOf({
  spec,
  definitionDigest,
  definitionName,
  flowId,
  ...request
}: SimulateRequest): engine.SimulateFlowRequest {
  const named = { spec, definitionDigest, definitionName };
  return { ...request, subject: flowId === undefined ? choiceOf(named) : { kind: "flow", flowId } };
}

export function endRequestOf({ output, ...request }: EndRequest): engine.EndFlowRequest {
  return { ...request, ...given("output", output === undefined ? undefined : payloadOf(output)) };
}

export function retryRequestOf({ input, ...request }: RetryRequest): engine.RetryFlowRequest {
  return { ...request, ...given("input", input === undefined ? undefined : payloadOf(input)) };
}
