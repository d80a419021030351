// Everything about one task, read again when the live view says that it has changed.
import { useEffect, useState } from "preact/hooks";
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import type { ExplainTaskResponse } from "#gen/lazyengine/v1/service_pb.js";
import type { TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import { usePage } from "../shell/page-context.js";

export interface TaskView {
  readonly task: TaskDetails | undefined;
  readonly explanation: ExplainTaskResponse | undefined;
  readonly error: CallError | undefined;
}

const EMPTY: TaskView = { task: undefined, explanation: undefined, error: undefined };

/** `mark` is anything that changes when the task is to be read anew. */
export function useTask(flowId: string, taskId: string, mark: string): TaskView {
  const { engine, namespace, onFailure } = usePage();
  const [view, setView] = useState<TaskView & { readonly of: string }>({ ...EMPTY, of: "" });
  const of = JSON.stringify([namespace, flowId, taskId]);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const subject = { namespace, flowId };
    Promise.all([
      engine.getFlowDetails({ ...subject, view: FlowView.FULL, taskIds: [taskId] }, { signal }),
      engine.explainTask({ ...subject, taskId }, { signal }),
    ]).then(
      ([{ tasks }, explanation]) => setView({ of, task: tasks[0], explanation, error: undefined }),
      (failure: unknown) => {
        if (signal.aborted) return;
        const error = callErrorOf(failure);
        onFailure(error);
        setView((before) => ({ ...(before.of === of ? before : EMPTY), of, error }));
      },
    );
    return () => ending.abort();
  }, [engine, of, mark, onFailure]);
  return view.of === of ? view : EMPTY;
}
