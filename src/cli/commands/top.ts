/**
 * `lazyengine top`: what waits on the queues and since when, and which sessions hold how much, live.
 */
import { Command } from "commander";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { wholeNumberFrom } from "../option-values.js";
import type { Result } from "../output.js";
import type { TableView } from "../terminal/flow-table.js";
import { canRedraw, createLiveArea } from "../terminal/live-area.js";
import { renderTable } from "../terminal/table.js";
import { between, momentTextOf } from "../terminal/text-of-time.js";
import { WorkOfFlows, type WorkUnderWay } from "../work-under-way.js";

interface TopFlags {
  readonly once?: boolean;
  readonly flows: number;
}

const REDRAW_MS = 1_000;

export function topCommand(): Command {
  const command = new Command("top")
    .description(
      "Shows the queues of a namespace with what waits on them and since when, and the sessions with what they hold, as the " +
        "flows under way tell it; live on a terminal. Sessions that hold nothing, and how much more they would take, are not known of.",
    )
    .option("--once", "show what there is now, and end; so it is away from a terminal")
    .option("--flows <N>", "read at most so many flows that are under way, the newest", wholeNumberFrom(1), 1000);
  return clientCommand<TopFlags>(command, top);
}

async function top(connected: Connected, _: readonly string[], flags: TopFlags): Promise<ExitCode> {
  const { client, output, call } = connected;
  const work = new WorkOfFlows();
  if (output.form === "table" && canRedraw(process.stdout) && flags.once !== true)
    return follow(connected, work, flags);
  await work.read(client, flags.flows, call);
  output.show(resultOf(work.now()));
  return EXIT.done;
}

/** Until a signal ends it, which is its ordinary end. */
async function follow(connected: Connected, work: WorkOfFlows, { flows }: TopFlags): Promise<ExitCode> {
  const { client, stop, call } = connected;
  let drawing: { close(): void } | undefined;
  try {
    for await (const event of client.watchFlow({ view: "TASKS", signal: stop.signal })) {
      if (event.kind === "update") work.update(event.flow, event.tasks);
      if (event.kind === "deleted") work.remove(event.flowId);
      if (event.kind !== "current" || drawing !== undefined) continue;
      // What changes from here on is told: now what there was before.
      await work.read(client, flows, call);
      drawing = drawAgain(connected, work);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    drawing?.close();
  }
  return EXIT.done;
}

function drawAgain({ output, config }: Connected, work: WorkOfFlows) {
  const area = createLiveArea(process.stdout);
  const style = output.styleOn(process.stdout);
  const draw = (): void => {
    const { rows, columns } = area.size();
    const now = Date.now();
    area.draw(
      renderWork(work.now(), { width: columns, now, style, moment: momentTextOf(config.time, now) }).slice(0, rows),
    );
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    close() {
      clearInterval(timer);
      area.close();
    },
  };
}

function resultOf(work: WorkUnderWay): Result {
  const { queues, sessions } = work;
  return {
    value: work,
    items: [
      ...queues.map((queue) => ({ kind: "queue", ...queue })),
      ...sessions.map((session) => ({ kind: "session", ...session })),
    ],
    names: queues.map(({ queue }) => queue),
    table: (view) => renderWork(work, view),
  };
}

export function renderWork({ queues, sessions, flows, moreFlows }: WorkUnderWay, view: TableView): readonly string[] {
  const right = (title: string) => ({ title, align: "right" as const });
  const queueColumns = [{ title: "QUEUE" }, ...["READY", "OLDEST", "RUNNING", "DELAYED", "SUSPENDED"].map(right)];
  const queueRows = queues.map(({ queue, ready, readySinceTime, running, delayed, suspended }) => [
    queue,
    String(ready),
    between(readySinceTime, undefined, view.now),
    ...[running, delayed, suspended].map(String),
  ]);
  const sessionColumns = [
    { title: "SESSION" },
    { title: "WORKER" },
    right("HOLDS"),
    right("OLDEST"),
    { title: "QUEUES" },
  ];
  const sessionRows = sessions.map(({ sessionId, workerId, holds, holdsSinceTime, queues: own }) => [
    sessionId,
    workerId,
    String(holds),
    between(holdsSinceTime, undefined, view.now),
    own.join(","),
  ]);
  const read = `Flows under way: ${flows}${moreFlows ? " were read; there are more, see --flows" : ""}.`;
  return [
    ...renderTable(queueColumns, queueRows, view.width, view.style),
    "",
    ...renderTable(sessionColumns, sessionRows, view.width, view.style),
    "",
    read,
  ];
}
