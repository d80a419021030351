// One task beside the flow: how it stands and why, what it was given, what came of it, and what may be done.
import type { JSX } from "preact";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { Intent } from "#gen/lazyengine/v1/states_pb.js";
import type { TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { TaskActions } from "../actions/task-actions.js";
import { formatDuration, formatMoment, momentOf } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";
import { ErrorNote } from "../shell/error-note.js";
import { Fact } from "../shell/fact.js";
import { Link } from "../shell/links.js";
import { TaskStateChip } from "../states/state-views.js";
import { AttemptsTable } from "./attempts-table.js";
import { EdgesView } from "./edges-view.js";
import { ExplanationView } from "./explanation-view.js";
import { FailureView } from "./failure-view.js";
import { PayloadView } from "./payload-view.js";
import { useTask } from "./use-task.js";

interface TaskPanelProps {
  readonly flow: Flow;
  /** True = the flow is gone: what is shown was its last. */
  readonly deleted: boolean;
  readonly taskId: string;
  /** The task as the live view has it, where it has it. */
  readonly live: TaskDetails | undefined;
  readonly onTask: (taskId: string) => void;
  readonly onDone: (flow: Flow | undefined) => void;
}

export function TaskPanel({ flow, deleted, taskId, live, onTask, onDone }: TaskPanelProps): JSX.Element {
  const mark = live === undefined ? String(flow.state) : markOf(live, flow);
  const { task: read, explanation, error } = useTask(flow.flowId, taskId, mark);
  // The live view is ahead in state, the reading has payloads.
  const task = live ?? read;
  // Those of another attempt than the live one say nothing of it.
  const attempts = read !== undefined && read.attempt === task?.attempt ? read.attempts : undefined;
  return (
    <aside class="panel" aria-label={`Task ${taskId}`}>
      <div class="panel-head">
        <h2 class="id" title={taskId}>
          {visibleText(taskId)}
        </h2>
        <button type="button" aria-label="Close the task" onClick={() => onTask("")}>
          ✕
        </button>
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      {task === undefined ? null : (
        <>
          <p class="panel-state" aria-live="polite">
            <TaskStateChip state={task.state} />
            {task.stateReason === "" ? null : <code title={task.stateReason}>{task.stateReason}</code>}
            {task.deferred ? <span>waits for an outsider</span> : null}
            {task.intent === Intent.REVERT ? <span>to be reverted</span> : null}
          </p>
          {deleted ? null : <TaskActions flow={flow} task={task} attempts={attempts} onDone={onDone} />}
          <TaskFacts flow={flow} task={task} />
        </>
      )}
      {explanation === undefined ? null : <ExplanationView explanation={explanation} onTask={onTask} />}
      {task === undefined ? null : <EdgesView flow={flow} name={task.name} onTask={onTask} />}
      {read === undefined ? null : (
        <>
          <FailureView title="Failure" failure={read.failure} />
          <FailureView title="Failure of its revert" failure={read.revertFailure} />
          <PayloadView title="Input" payload={read.input} />
          <PayloadView title="Item" payload={read.item} />
          <PayloadView title="Result" payload={read.result} />
          <PayloadView title="Result of its revert" payload={read.revertResult} />
          <PayloadView title="Progress" payload={read.progress?.details} />
          <PayloadView title="Memo" payload={read.memo} />
          <PayloadView title="Context" payload={read.context} />
          <AttemptsTable attempts={read.attempts} />
        </>
      )}
    </aside>
  );
}

/** What of a live task, and of its flow, makes its panel out of date. */
function markOf(task: TaskDetails, flow: Flow): string {
  const { state, attempt, tries, stateReason, progress, deferred, round } = task;
  return JSON.stringify([state, attempt, tries, stateReason, progress?.fraction, deferred, round, flow.state]);
}

/** What comes and goes while a task is worked on has its line from the beginning: what lies below does not move. */
function TaskFacts({ flow, task }: { readonly flow: Flow; readonly task: TaskDetails }): JSX.Element {
  const [start, end] = [momentOf(task.startTime), momentOf(task.endTime)];
  const labels = Object.entries(task.labels).map(([key, value]) => `${key}=${value}`);
  return (
    <dl class="facts">
      <Fact name="Type">{task.type}</Fact>
      <Fact name="Queue">{task.queue === task.type ? "" : task.queue}</Fact>
      <Fact name="Attempt">{attemptText(task)}</Fact>
      <Fact name="Ready">{moment(task.readyTime) || NOT_YET}</Fact>
      <Fact name="Started">{moment(task.startTime) || NOT_YET}</Fact>
      <Fact name="Ended">{moment(task.endTime) || NOT_YET}</Fact>
      <Fact name="Took">{start === undefined || end === undefined ? NOT_YET : formatDuration(end - start)}</Fact>
      <Fact name="Next">{nextText(task) || NOT_YET}</Fact>
      <Fact name="Worker">
        <OneLine text={task.workerId} />
      </Fact>
      <Fact name="Session">
        <OneLine text={task.sessionId} />
      </Fact>
      <Fact name="Progress">
        {task.progress === undefined ? NOT_YET : `${Math.round(100 * task.progress.fraction)} %`}
      </Fact>
      <Fact name="Items">{task.itemCount === undefined ? "" : String(task.itemCount)}</Fact>
      <Fact name="Round">{task.round === 0 ? "" : String(task.round)}</Fact>
      <Fact name="Runs as">
        {task.childFlowId === "" ? (
          ""
        ) : (
          <Link to={{ page: "flow", namespace: flow.namespace, flowId: task.childFlowId }} class="id">
            {task.childFlowId}
          </Link>
        )}
      </Fact>
      <Fact name="Labels">{visibleText(labels.join(" "))}</Fact>
    </dl>
  );
}

const NOT_YET = "–";

function OneLine({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="one-line" title={text}>
      {visibleText(text) || NOT_YET}
    </span>
  );
}

function attemptText({ attempt, tries }: TaskDetails): string {
  if (attempt === 0) return NOT_YET;
  return tries === 0 ? String(attempt) : `${attempt}, of which failed: ${tries}`;
}

/** What happens by itself, and when. */
function nextText({ nextAttemptTime, deadline }: TaskDetails): string {
  if (nextAttemptTime !== undefined) return `try at ${moment(nextAttemptTime)}`;
  return deadline === undefined ? "" : `deadline at ${moment(deadline)}`;
}

function moment(timestamp: TaskDetails["readyTime"]): string {
  const ms = momentOf(timestamp);
  return ms === undefined ? "" : formatMoment(ms);
}
