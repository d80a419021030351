// The tasks of a flow as a table, a page at a time.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { formatCount } from "../format/numbers.js";
import { formatClock, formatDuration, formatMoment, momentOf } from "../format/time.js";
import { visibleText } from "../format/visible-text.js";
import { moveAmongRows } from "../shell/roving-rows.js";
import { TaskStateChip } from "../states/state-views.js";
import { workedMs } from "./task-filter.js";

interface TaskTableProps {
  readonly tasks: readonly TaskDetails[];
  readonly selected: string;
  readonly now: number;
  readonly onTask: (taskId: string) => void;
}

export function TaskTable({ tasks, selected, now, onTask }: TaskTableProps): JSX.Element {
  const body = useRef<HTMLTableSectionElement>(null);
  return (
    <table class="rows tasks-table">
      <caption class="unseen">Tasks, in definition order</caption>
      <thead>
        <tr>
          <th scope="col" class="w-state">
            State
          </th>
          <th scope="col">Task</th>
          <th scope="col">Type</th>
          <th scope="col" class="w-small figure">
            Attempt
          </th>
          <th scope="col" class="w-duration">
            Started
          </th>
          <th scope="col" class="w-duration figure">
            Duration
          </th>
          <th scope="col">Worker, or failure</th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={(event) => moveAmongRows(event, body.current)}>
        {tasks.map((task) => (
          <TaskRow key={task.taskId} {...{ task, now, onTask }} selected={task.taskId === selected} />
        ))}
      </tbody>
    </table>
  );
}

interface TaskRowProps {
  readonly task: TaskDetails;
  readonly selected: boolean;
  readonly now: number;
  readonly onTask: (taskId: string) => void;
}

function TaskRow({ task, selected, now, onTask }: TaskRowProps): JSX.Element {
  const start = momentOf(task.startTime);
  const worked = workedMs(task, now);
  const { failure, workerId } = task;
  const last = visibleText(failure === undefined ? workerId : `${failure.type}: ${failure.message}`);
  return (
    <tr aria-selected={selected} class={selected ? "selected" : undefined}>
      <td>
        <TaskStateChip state={task.state} />
      </td>
      <td class="cut">
        <button type="button" class="plain id" title={task.taskId} onClick={() => onTask(task.taskId)}>
          {visibleText(task.taskId)}
        </button>
      </td>
      <td class="cut" title={task.type}>
        {task.type}
      </td>
      <td class="figure">{task.attempt === 0 ? "" : task.attempt}</td>
      <td>{start === undefined ? "" : <time title={formatMoment(start)}>{formatClock(start)}</time>}</td>
      <td class="figure">{worked === undefined ? "" : formatDuration(worked)}</td>
      <td class={failure === undefined ? "cut" : "cut bad-text"} title={last}>
        {last}
      </td>
    </tr>
  );
}

export const TASKS_ON_A_PAGE = 100;

interface LocalPagesProps extends Omit<TaskTableProps, "tasks"> {
  readonly tasks: readonly TaskDetails[];
  readonly total: number;
}

/** Pages through tasks that are all at hand. */
export function LocalPages({ tasks, total, ...rest }: LocalPagesProps): JSX.Element {
  const [asked, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(tasks.length / TASKS_ON_A_PAGE));
  const page = Math.min(asked, pages - 1);
  const first = page * TASKS_ON_A_PAGE;
  const shown = tasks.slice(first, first + TASKS_ON_A_PAGE);
  return (
    <>
      <div class="pager">
        <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
          Previous
        </button>
        <button type="button" disabled={page === pages - 1} onClick={() => setPage(page + 1)}>
          Next
        </button>
        <span class="pager-place">
          {shown.length === 0 ? "none" : `${formatCount(first + 1)}–${formatCount(first + shown.length)}`} of{" "}
          {formatCount(tasks.length)}
          {tasks.length === total ? "" : ` (${formatCount(total)} in all)`}
        </span>
      </div>
      <TaskTable tasks={shown} {...rest} />
    </>
  );
}
