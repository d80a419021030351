// The timeline of a flow as it lives.
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import type { FlowModel } from "../flow/flow-model.js";
import { momentOf } from "../format/time.js";
import { spanOf } from "./axis.js";
import { rowsOf } from "./rows.js";
import { TimelineView } from "./timeline-view.js";
import { useAttempts } from "./use-attempts.js";

interface TimelineTabProps {
  readonly flow: Flow;
  readonly model: FlowModel;
  readonly tasks: readonly TaskDetails[];
  readonly tick: number;
  readonly now: number;
  readonly selected: string;
  readonly onTask: (taskId: string) => void;
}

export function TimelineTab({ flow, model, tasks, tick, now, selected, onTask }: TimelineTabProps): JSX.Element {
  const [seen, setSeen] = useState<readonly string[]>([]);
  const attemptsOf = useAttempts(
    flow.flowId,
    seen.map((taskId) => model.task(taskId)),
  );
  const known = seen.map((taskId) => attemptsOf(taskId)?.length ?? 0).join();
  const rows = useMemo(() => rowsOf(tasks, attemptsOf), [model, tick, tasks.length, known]);
  const start = momentOf(flow.startTime) ?? momentOf(flow.createTime) ?? 0;
  const all = spanOf(start, momentOf(flow.endTime), now);
  if (rows.length === 0) return <p class="quiet">No task has become ready yet.</p>;
  return <TimelineView {...{ rows, all, now, selected }} onSelect={onTask} onSeen={setSeen} />;
}
