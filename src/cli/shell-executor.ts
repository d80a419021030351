/**
 * An executor whose handlers are commands of the operating system.
 */
import { Executor } from "../client/executor/executor.js";
import type { ExecutorTask } from "../client/executor/executor-task.js";
import { ANY_TYPE } from "../client/executor/handlers.js";
import type { TaskContext } from "../client/executor/task-context.js";
import { CancelRequestedError, TaskCancelled, TaskFailure } from "../client/executor/task-errors.js";
import { LIMITS } from "../core/limits.js";
import type { Connected } from "./client-command.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { say } from "./output.js";
import { runShellTask } from "./shell-task.js";
import { spanText } from "./terminal/text-of-time.js";
import { payloadJson } from "./value-json.js";

/** How the work is done: the flags of `worker`. Durations in milliseconds. */
export interface ShellWork {
  readonly queue: readonly string[];
  readonly maxInFlight: number;
  readonly workerId?: string;
  readonly lease?: number;
  readonly flow?: string;
  /** Reverts are taken, too. */
  readonly reverts?: boolean;
  /** Stdin is the whole task, not its input alone. */
  readonly wholeTask?: boolean;
  /** How long commands may run on when the worker is stopped. */
  readonly drain: number;
}

const KILL_AFTER_MS = 5_000;

/** Resolves when the process was told to stop and all that it held is done or given back. Rejects where it is refused. */
export async function executeByShell(
  { client, stop }: Connected,
  command: readonly string[],
  flags: ShellWork,
): Promise<ExitCode> {
  const handler = (task: ExecutorTask, context: TaskContext): Promise<unknown> =>
    perform(command, task, context, flags);
  const { workerId, lease, flow } = flags;
  const executor = new Executor({
    client,
    queues: flags.queue,
    handlers: { [ANY_TYPE]: handler },
    ...(flags.reverts === true && { reverts: { [ANY_TYPE]: handler } }),
    maxInFlight: flags.maxInFlight,
    ...(workerId === undefined ? {} : { workerId }),
    ...(lease === undefined ? {} : { leaseDuration: lease }),
    ...(flow === undefined ? {} : { flowId: flow }),
  });
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const opened = executor.start().then(() => say(`taking tasks of ${flags.queue.join(", ")}`));
  // Where the server refuses the executor, `closed` says so too; where it is stopped before, nobody is to be told.
  opened.catch(() => undefined);
  await Promise.race([stopped, executor.closed]);
  if (executor.inFlight > 0) {
    say(
      `stopping: waits at most ${spanText(flags.drain)} for ${executor.inFlight} commands; a further signal ends them`,
    );
  }
  await executor.drain({ deadline: flags.drain });
  return EXIT.done;
}

async function perform(
  command: readonly string[],
  task: ExecutorTask,
  { signal }: TaskContext,
  flags: ShellWork,
): Promise<unknown> {
  const outcome = await runShellTask({
    command,
    input: inputOf(task, flags.wholeTask === true),
    environment: {
      LAZYENGINE_FLOW_ID: task.flowId,
      LAZYENGINE_TASK_ID: task.taskId,
      LAZYENGINE_ATTEMPT: String(task.attempt),
      LAZYENGINE_KIND: task.kind,
      ...(task.itemIndex !== undefined && {
        LAZYENGINE_ITEM: JSON.stringify(payloadJson(task.item)),
        LAZYENGINE_ITEM_INDEX: String(task.itemIndex),
      }),
    },
    signal,
    killAfterMs: KILL_AFTER_MS,
    maxResultBytes: LIMITS.payloadBytes,
    onStderr: (chunk) => process.stderr.write(chunk),
  });
  if (outcome.kind === "result") return outcome.value;
  if (signal.reason instanceof CancelRequestedError) throw new TaskCancelled(signal.reason.message);
  throw new TaskFailure(outcome.message, { type: outcome.type, details: outcome.details });
}

/** Nothing where the task has no input. */
function inputOf(task: ExecutorTask, whole: boolean): string {
  if (!whole) return task.input === undefined ? "" : JSON.stringify(payloadJson(task.input));
  const results = Object.entries(task.dependencyResults).map(([taskId, result]) => [taskId, payloadJson(result)]);
  return JSON.stringify({
    flow_id: task.flowId,
    task_id: task.taskId,
    name: task.name,
    type: task.type,
    kind: task.kind,
    attempt: task.attempt,
    input: payloadJson(task.input),
    flow_input: payloadJson(task.flowInput),
    dependency_results: Object.fromEntries(results),
    labels: task.labels,
    ...(task.kind === "REVERT" && { own: ownOf(task) }),
    ...(task.itemIndex !== undefined && { item: payloadJson(task.item), item_index: task.itemIndex }),
  });
}

/** What is to be undone: a result, or a failure. */
function ownOf({ own }: ExecutorTask): unknown {
  if (own?.failure !== undefined) return { failure: { type: own.failure.type, message: own.failure.message } };
  return own === undefined ? null : { result: payloadJson(own.result) };
}
