/**
 * Run: starts a flow.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, type RunRequest as RunMessage, RunResponseSchema } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../engine/engine-error.js";
import type { RunRequest } from "../engine/run-request.js";
import type { UnaryHandler } from "./call.js";
import { readConflictPolicy } from "./messages/enum-names.js";
import { flowMessage, stateChangeMessage } from "./messages/flow.js";
import { flowDefinitionOf } from "./messages/flow-spec.js";
import { payloadOf } from "./messages/payload.js";
import { flowSnapshotOf } from "./messages/snapshot.js";
import { taskRefMessage } from "./messages/task.js";
import { millisOfTimestamp } from "./messages/times.js";
import { refuseUnknownFields } from "./messages/unknown-fields.js";
import type { Service } from "./service.js";

export function run({ engine }: Service): UnaryHandler<typeof LazyEngine.method.run> {
  return async (message, call) => {
    const request = runRequestOf(message, call.traceContext);
    // It takes the place of a flow that somebody else may have started.
    if (request.conflictPolicy === "REPLACE") call.permit(message.namespace, "admin");
    const response = await engine.run(request, call);
    return create(RunResponseSchema, {
      flow: flowMessage(response.flow),
      ready: response.ready.map(taskRefMessage),
      readyCount: response.readyCount,
      changes: response.changes.map(stateChangeMessage),
      changesTruncated: response.changesTruncated,
      replayed: response.replayed,
      warnings: [...response.warnings],
    });
  };
}

function runRequestOf(message: RunMessage, traceContext: string): RunRequest {
  refuseUnknownFields(message, "");
  const { input, notBeforeTime, priority } = message;
  if (input !== undefined) refuseUnknownFields(input, "input");
  if (notBeforeTime !== undefined) refuseUnknownFields(notBeforeTime, "not_before_time");
  return {
    namespace: message.namespace,
    ...(message.flowId === "" ? undefined : { flowId: message.flowId }),
    ...(message.requestId === "" ? undefined : { requestId: message.requestId }),
    definition: definitionOf(message.definition),
    ...(input === undefined ? undefined : { input: payloadOf(input) }),
    labels: message.labels,
    ...(notBeforeTime === undefined
      ? undefined
      : { notBeforeTime: millisOfTimestamp(notBeforeTime, "not_before_time") }),
    ...(priority === undefined ? undefined : { priority }),
    conflictPolicy: readConflictPolicy(message.conflictPolicy, "conflict_policy") ?? "FAIL",
    validateOnly: message.validateOnly,
    ...(message.snapshot !== undefined && { snapshot: flowSnapshotOf(message.snapshot) }),
    ...(message.expectedRevision !== undefined && { expectedRevision: message.expectedRevision }),
    ...(traceContext === "" ? undefined : { traceContext }),
  };
}

function definitionOf(definition: RunMessage["definition"]): RunRequest["definition"] {
  switch (definition.case) {
    case "spec":
      return { kind: "spec", spec: flowDefinitionOf(definition.value, "spec") };
    case "definitionDigest":
      return { kind: "digest", digest: definition.value };
    case "definitionName":
      return { kind: "name", name: definition.value };
    case undefined:
      throw new EngineError("INVALID_FIELD", "definition: is required: spec, definition_digest or definition_name", {
        metadata: { field: "definition" },
      });
  }
}
