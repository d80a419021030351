// The earlier attempts of the tasks that a timeline shows: read for those that are seen and have had more than one.
import { useEffect, useRef, useState } from "preact/hooks";
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import type { TaskAttempt, TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { usePage } from "../shell/page-context.js";

interface Known {
  /** What of the task they were read for. */
  readonly mark: string;
  readonly attempts: readonly TaskAttempt[];
}

const PAUSE_MS = 250;
const MOST_AT_ONCE = 50;

export function useAttempts(
  flowId: string,
  seen: readonly (TaskDetails | undefined)[],
): (taskId: string) => readonly TaskAttempt[] | undefined {
  const { engine, namespace } = usePage();
  const known = useRef(new Map<string, Known>());
  const [, setRead] = useState(0);
  const wanted = seen
    .flatMap((task) => (task !== undefined && task.attempt > 1 ? [task] : []))
    .filter((task) => known.current.get(task.taskId)?.mark !== markOf(task))
    .slice(0, MOST_AT_ONCE);
  const asked = wanted.map((task) => task.taskId + markOf(task)).join("\n");
  useEffect(() => {
    if (asked === "") return;
    const ending = new AbortController();
    const read = async (): Promise<void> => {
      const taskIds = wanted.map(({ taskId }) => taskId);
      const request = { namespace, flowId, view: FlowView.FULL, taskIds, pageSize: MOST_AT_ONCE };
      const { tasks } = await engine.getFlowDetails(request, { signal: ending.signal });
      for (const task of tasks) known.current.set(task.taskId, { mark: markOf(task), attempts: task.attempts });
      setRead((count) => count + 1);
    };
    // Without them each task is one bar: a failed reading is tried again with the next change.
    const timer = setTimeout(() => void read().catch(() => undefined), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [engine, namespace, flowId, asked]);
  return (taskId) => known.current.get(taskId)?.attempts;
}

function markOf({ attempt, tries, state }: TaskDetails): string {
  return ` ${attempt}/${tries}/${state}`;
}
