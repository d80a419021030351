/**
 * What lines of the log say of the flow and the task that they are about, under the same names everywhere.
 */
import { EngineError } from "../engine/engine-error.js";
import { flowOfSegment } from "../store/segment-id.js";

export interface AboutFields {
  readonly namespace?: string;
  readonly flow_id?: string;
  readonly task_id?: string;
}

/** What else a request may name that it is about. */
export interface SubjectFields {
  readonly schedule_id?: string;
  readonly queue?: string;
  readonly concurrency_key?: string;
}

/** By the fields of requests that name one thing. */
const SUBJECTS = [
  ["scheduleId", "schedule_id"],
  ["queue", "queue"],
  ["key", "concurrency_key"],
] as const;

/** Longer than any name that there can be: of what a caller made up only the beginning is worth its place. */
const CHARACTERS_MAX = 700;

export function logged(name: string): string {
  return name.length > CHARACTERS_MAX ? `${name.slice(0, CHARACTERS_MAX)}…` : name;
}

/** What an error of the engine names; nothing of others. */
export function aboutOf(error: unknown): AboutFields {
  if (!(error instanceof EngineError)) return {};
  const { namespace, flow_id, task_id } = error.metadata;
  return {
    ...(namespace !== undefined && { namespace: logged(namespace) }),
    ...(flow_id !== undefined && { flow_id: logged(flow_id) }),
    ...(task_id !== undefined && { task_id: logged(task_id) }),
  };
}

/** The schedule, the queue or the concurrency key that a request names. */
export function subjectOf(request: object): SubjectFields | undefined {
  for (const [field, name] of SUBJECTS) {
    const value: unknown = field in request && Reflect.get(request, field);
    if (typeof value === "string" && value !== "") return { [name]: logged(value) };
  }
  return undefined;
}

/** A call, as far as it is known what it is about. */
interface AboutCall {
  readonly rpc: { readonly namespace: string | undefined } | undefined;
  readonly subject: SubjectFields | undefined;
  readonly flowId: string | undefined;
  readonly taskId: string | undefined;
}

/** What a call was about, as far as it is known. */
export function aboutCall({ rpc, flowId, taskId, subject }: AboutCall, error: unknown): AboutFields & SubjectFields {
  const namespace = rpc?.namespace;
  return {
    // Empty in the requests of those who leave it to the server.
    ...(namespace !== undefined && namespace !== "" && { namespace: logged(namespace) }),
    ...(flowId !== undefined && { flow_id: logged(flowId) }),
    ...(taskId !== undefined && { task_id: logged(taskId) }),
    ...subject,
    ...aboutOf(error),
  };
}

export function aboutSegment(segmentId: string | undefined): AboutFields {
  if (segmentId === undefined) return {};
  const { namespace, flowId } = flowOfSegment(segmentId);
  return { namespace, flow_id: flowId };
}
