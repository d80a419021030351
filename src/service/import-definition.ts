/**
 * ImportDefinition: stores a definition that comes in pieces.
 */
import { create } from "@bufbuild/protobuf";
import {
  type ImportDefinitionRequest,
  ImportDefinitionResponseSchema,
  type ImportOpen,
  type LazyEngine,
  type TaskSpec,
} from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../engine/engine-error.js";
import type { TaskDefinition } from "../engine/values.js";
import type { ClientStreamHandler } from "./call.js";
import { flowSettingsOf, taskDefinitionsOf } from "./messages/flow-spec.js";
import { refuseUnknownFields } from "./messages/unknown-fields.js";
import type { Service } from "./service.js";

type Frames = AsyncIterator<ImportDefinitionRequest>;

export function importDefinition({ engine }: Service): ClientStreamHandler<typeof LazyEngine.method.importDefinition> {
  return async (incoming, call) => {
    const frames = incoming[Symbol.asyncIterator]();
    const { namespace, spec } = openOf(await frames.next());
    call.permit(namespace);
    if (spec === undefined) throw fieldError("open.spec", "is required");
    const settings = flowSettingsOf(spec, "spec");
    const tasks = tasksOf(spec.tasks, frames);
    const heldBackMs = () => incoming.heldBackMs ?? 0;
    const imported = await engine.importDefinition({ namespace, settings, tasks, heldBackMs }, call);
    const { digest, created, warnings, taskCount } = imported;
    return create(ImportDefinitionResponseSchema, { digest, created, warnings: [...warnings], taskCount });
  };
}

function openOf(first: IteratorResult<ImportDefinitionRequest, unknown>): ImportOpen {
  const frame = first.done === true ? undefined : frameOf(first.value);
  if (frame?.case !== "open") throw fieldError("frame", "the first one must be open", frame?.case ?? "");
  refuseUnknownFields(frame.value, "open");
  return frame.value;
}

async function* tasksOf(first: readonly TaskSpec[], frames: Frames): AsyncGenerator<readonly TaskDefinition[]> {
  let count = first.length;
  if (count > 0) yield taskDefinitionsOf(first, "spec", 0);
  for (;;) {
    const next = await frames.next();
    if (next.done === true) return;
    const frame = frameOf(next.value);
    if (frame.case !== "tasks") throw fieldError("frame", "all but the first must be tasks", frame.case ?? "");
    refuseUnknownFields(frame.value, "tasks");
    const { tasks } = frame.value;
    yield taskDefinitionsOf(tasks, "spec", count);
    count += tasks.length;
  }
}

function frameOf(message: ImportDefinitionRequest): ImportDefinitionRequest["frame"] {
  refuseUnknownFields(message, "");
  return message.frame;
}

function fieldError(field: string, text: string, value?: string): EngineError {
  const got = value === undefined ? "" : `, got ${value || "none"}`;
  return new EngineError("INVALID_FIELD", `${field}: ${text}${got}`, {
    metadata: { field, ...(value !== undefined && { value }) },
  });
}
