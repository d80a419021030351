/**
 * Imports a definition: cuts it into messages that a server takes in without keeping others waiting.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { type FlowSpec as FlowSpecMessage, TaskSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import {
  type ImportDefinitionRequest,
  ImportDefinitionRequestSchema,
  ImportOpenSchema,
  ImportTasksSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import { type CallOptions, checkOptionFields } from "./call-options.js";
import { type FlowSpec, flowSpecMessage, type TaskSpec, taskSpecMessage } from "./flow-spec.js";
import type { MessageCalls } from "./message-calls.js";
import type { ImportedDefinition } from "./requests.js";

export type Tasks = Iterable<TaskSpec> | AsyncIterable<TaskSpec>;

const TASKS_PER_FRAME = 1_000;
/** A frame is sent once it has reached so many bytes; a task that is larger by itself goes alone. */
const BYTES_PER_FRAME = 512 * 1024;

export interface ImportOptions extends CallOptions {
  /**
   * Those behind the definition's own; may be produced while they are sent, at 200 a second or more: a server that has
   * waited for them for 30 s ends the import.
   */
  readonly tasks?: Tasks;
}

/** How long an import may take: a million tasks have been seen to take a minute. */
const IMPORT_MS = 600_000;

export async function importDefinition(
  { messages, namespace }: { readonly messages: MessageCalls; readonly namespace: string },
  spec: FlowSpec | FlowSpecMessage,
  given: ImportOptions,
): Promise<ImportedDefinition> {
  checkOptionFields(given, new Map(), ["tasks"]);
  const { tasks, ...options } = given;
  const { digest, created, warnings, taskCount } = await messages.importDefinition(
    () => importFrames(spec, tasks, namespace),
    { deadlineMs: IMPORT_MS, ...options, ...(tasks !== undefined && { retry: false }) },
  );
  return { digest, created, warnings, taskCount };
}

/** First the definition without its tasks, then its own and `more`. Throws as `flowSpecMessage` does. */
async function* importFrames(
  spec: FlowSpec | FlowSpecMessage,
  more: Tasks | undefined,
  namespace: string,
): AsyncGenerator<ImportDefinitionRequest> {
  const whole = flowSpecMessage(spec, "open.spec");
  // With the fields that this client does not know, which are the server's to refuse.
  const open = create(ImportOpenSchema, { namespace, spec: { ...whole, tasks: [] } });
  yield create(ImportDefinitionRequestSchema, { frame: { case: "open", value: open } });
  let frame = create(ImportTasksSchema);
  let bytes = 0;
  for await (const task of allTasks(whole.tasks, more)) {
    const size = toBinary(TaskSpecSchema, task).length;
    const isFull = frame.tasks.length === TASKS_PER_FRAME || bytes + size > BYTES_PER_FRAME;
    if (isFull && frame.tasks.length > 0) {
      yield create(ImportDefinitionRequestSchema, { frame: { case: "tasks", value: frame } });
      frame = create(ImportTasksSchema);
      bytes = 0;
    }
    frame.tasks.push(task);
    bytes += size;
  }
  if (frame.tasks.length > 0) yield create(ImportDefinitionRequestSchema, { frame: { case: "tasks", value: frame } });
}

async function* allTasks(first: FlowSpecMessage["tasks"], more: Tasks | undefined) {
  yield* first;
  let place = first.length;
  for await (const task of more ?? []) {
    yield taskSpecMessage(task, `tasks[${place}]`);
    place += 1;
  }
}
