// Why a task stands where it does, as the engine explains it.
import type { JSX } from "preact";
import { SlotState, TaskReasonKindSchema } from "#gen/lazyengine/v1/explanation_pb.js";
import type { ExplainTaskResponse } from "#gen/lazyengine/v1/service_pb.js";
import { formatCount, formatPlural } from "../format/numbers.js";
import { formatMoment, momentOf } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";
import { TaskStateChip } from "../states/state-views.js";

interface ExplanationViewProps {
  readonly explanation: ExplainTaskResponse;
  readonly onTask: (taskId: string) => void;
}

export function ExplanationView({ explanation, onTask }: ExplanationViewProps): JSX.Element {
  const { reasons, sources, sourcesTruncated, queue } = explanation;
  return (
    <section class="explanation">
      <h3>Why</h3>
      <ul class="reasons">
        {reasons.map(({ kind, message, time }) => (
          <li key={`${kind} ${message}`}>
            <code>{TaskReasonKindSchema.value[kind]?.name.replace("TASK_REASON_KIND_", "") ?? kind}</code>{" "}
            {visibleText(message)}
            {time === undefined ? null : <span class="quiet moment"> {formatMoment(momentOf(time) ?? 0)}</span>}
          </li>
        ))}
      </ul>
      {queue === undefined ? null : (
        <p class="quiet">
          Queue {visibleText(queue.queue)}: {formatPlural(queue.executors, "executor")} here with credit for{" "}
          {formatCount(queue.credit)}, {formatPlural(queue.polls, "poll")};{" "}
          {formatPlural(queue.headsBefore, "flow goes", "flows go")} before it;{" "}
          {formatPlural(queue.otherProcesses, "other process", "other processes")}.
        </p>
      )}
      {sources.length === 0 ? null : (
        <>
          <h3>Leads here</h3>
          <ul class="sources">
            {sources.map(({ taskId, state, slot }) => (
              <li key={taskId}>
                <button type="button" class="plain id" onClick={() => onTask(taskId)}>
                  {taskId}
                </button>
                <TaskStateChip state={state} />
                <span class="quiet">{SlotState[slot]?.toLowerCase()}</span>
              </li>
            ))}
          </ul>
          {sourcesTruncated ? <p class="quiet">There are more.</p> : null}
        </>
      )}
    </section>
  );
}
