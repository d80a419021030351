/**
 * `lazyengine trace`: a flow as a tree of its tasks with their attempts, and of the flows within it, live.
 */
import { Command } from "commander";
import type { TaskAttempt } from "../../client/values.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode, exitCodeOfFlow } from "../exit-code.js";
import { say } from "../output.js";
import { canRedraw, createLiveArea } from "../terminal/live-area.js";
import { type TracedFlow, traceLines } from "../terminal/trace-tree.js";
import { type Trace, traceFlow } from "../trace-flow.js";

interface TraceFlags {
  readonly once?: boolean;
}

/** How often the times that run are drawn again. */
const REDRAW_MS = 250;

export function traceCommand(): Command {
  const command = new Command("trace")
    .description(
      "Follows a flow as a tree: its tasks, their attempts with how long each took, and the flows within it. Away from a " +
        "terminal the tree is written once the flow has ended. The exit code tells how it ended.",
    )
    .argument("<flow-id>", "the flow")
    .option("--once", "show the flow as it stands now, and do not wait");
  return clientCommand<TraceFlags>(command, trace);
}

async function trace(connected: Connected, [flowId = ""]: readonly string[], flags: TraceFlags): Promise<ExitCode> {
  const { client, output, stop } = connected;
  const once = flags.once === true;
  const isLive = output.form === "table" && canRedraw(process.stdout) && !once;
  const live = traceFlow({ client, flowId, once, signal: stop.signal });
  const drawing = isLive ? drawAgain(live, flowId, connected) : undefined;
  try {
    await live.ended;
  } finally {
    drawing?.close();
  }
  const top = live.flowOf(flowId);
  if (top === undefined) {
    say(`error: flow ${flowId} was deleted before anything of it was told`);
    return EXIT.notFound;
  }
  if (!isLive) show(connected, live, top);
  return once ? EXIT.done : exitCodeOfFlow(top.flow.state);
}

/** Draws the tree in its place while it changes; the last drawing stays. */
function drawAgain(live: Trace, flowId: string, { output }: Connected) {
  const area = createLiveArea(process.stdout);
  const style = output.styleOn(process.stdout);
  const draw = (): void => {
    const top = live.flowOf(flowId);
    if (top === undefined) return;
    const { rows, columns } = area.size();
    area.draw(traceLines(top, (id) => live.flowOf(id), { style, columns, now: Date.now() }, rows));
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    close() {
      clearInterval(timer);
      draw();
      area.close();
    },
  };
}

function show({ output }: Connected, live: Trace, top: TracedFlow): void {
  const flowOf = (id: string): TracedFlow | undefined => live.flowOf(id);
  const attempts = attemptsOf(top, flowOf);
  output.show({
    value: treeOf(top, flowOf),
    items: attempts,
    names: attempts.map(({ flowId, taskId, attempt }) => `${flowId}/${taskId}#${attempt}`),
    table: ({ style, width, now }) => traceLines(top, flowOf, { style, columns: width, now }),
  });
}

/** The flow with its tasks, the attempts of which have the flows that they were. */
function treeOf({ flow, tasks }: TracedFlow, flowOf: (id: string) => TracedFlow | undefined): object {
  return {
    flow,
    tasks: tasks.map((task) => ({
      ...task,
      attempts: task.attempts.map((attempt) => {
        const within = attempt.childFlowId === undefined ? undefined : flowOf(attempt.childFlowId);
        return within === undefined ? attempt : { ...attempt, within: treeOf(within, flowOf) };
      }),
    })),
  };
}

type NamedAttempt = TaskAttempt & { readonly flowId: string; readonly taskId: string };

/** In the order of the tree. */
function attemptsOf({ flow, tasks }: TracedFlow, flowOf: (id: string) => TracedFlow | undefined): NamedAttempt[] {
  return tasks.flatMap(({ taskId, attempts }) =>
    attempts.flatMap((attempt) => {
      const within = attempt.childFlowId === undefined ? undefined : flowOf(attempt.childFlowId);
      return [{ flowId: flow.flowId, taskId, ...attempt }, ...(within === undefined ? [] : attemptsOf(within, flowOf))];
    }),
  );
}
