// The buttons of a task: run it again, skip it, say what became of it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { TaskAttempt, TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { usePage } from "../shell/page-context.js";
import { CompleteDialog } from "./complete-dialog.js";
import { ConfirmDialog } from "./confirm-dialog.js";
import { retryTask, skipTask } from "./flow-calls.js";
import { useKeptFocus } from "./kept-focus.js";
import { offeredTaskActions, type TaskAction } from "./offered-actions.js";

const VERBS: Readonly<Record<TaskAction, string>> = { complete: "Complete", retry: "Retry", skip: "Skip" };

interface TaskActionsProps {
  readonly flow: Flow;
  readonly task: TaskDetails;
  /** Those that are over; undefined while they are not known. */
  readonly attempts: readonly TaskAttempt[] | undefined;
  readonly onDone: (flow: Flow | undefined) => void;
}

export function TaskActions({ flow, task, attempts, onDone }: TaskActionsProps): JSX.Element {
  const { engine, access } = usePage();
  const keptFocus = useKeptFocus();
  const [asked, setAsked] = useState<TaskAction | undefined>(undefined);
  const [reset, setReset] = useState(false);
  const facts = { ...task, lastEnd: attempts?.at(-1)?.end };
  const order = { flow, taskId: task.taskId };
  const close = (): void => setAsked(undefined);
  return (
    <div class="actions" {...keptFocus}>
      {offeredTaskActions(facts, flow, access.verbs).map((action) => (
        <button key={action} type="button" onClick={() => setAsked(action)}>
          {VERBS[action]}
        </button>
      ))}
      {asked === "complete" ? <CompleteDialog {...{ order, onDone }} onClose={close} /> : null}
      {asked === "retry" ? (
        <ConfirmDialog
          title={`Retry ${task.taskId}?`}
          text="It runs again as a further attempt, with its tries counted anew; a flow that has ended goes on."
          {...{ verb: "Retry", danger: false, askReason: true }}
          onConfirm={async (requestId, reason) =>
            onDone(await retryTask(engine, { ...order, requestId, reason }, reset))
          }
          onClose={close}
        >
          <label class="check">
            <input type="checkbox" checked={reset} onChange={(event) => setReset(event.currentTarget.checked)} />
            Begin anew, with all that lies behind it
          </label>
        </ConfirmDialog>
      ) : null}
      {asked === "skip" ? (
        <ConfirmDialog
          title={`Skip ${task.taskId}?`}
          text="It will not run, or no further; who holds it learns that the claim is over. A flow that has ended goes on."
          {...{ verb: "Skip", danger: true, askReason: true }}
          onConfirm={async (requestId, reason) => onDone(await skipTask(engine, { ...order, requestId, reason }))}
          onClose={close}
        />
      ) : null}
    </div>
  );
}
