/**
 * Queues as a table: what waits, of all kinds of work together.
 */
import type { Queue, QueueWork } from "../../client/queues.js";
import type { TableView } from "./flow-table.js";
import { renderTable } from "./table.js";
import { between, spanText } from "./text-of-time.js";

export function renderQueues(queues: readonly Queue[], view: TableView): readonly string[] {
  const right = (title: string) => ({ title, align: "right" as const });
  const columns = [
    { title: "QUEUE" },
    ...["READY", "OLDEST", "RUNNING", "SESSIONS"].map(right),
    right("LIMIT"),
    right("RATE"),
    { title: "PAUSED" },
    { title: "REASON" },
  ];
  const rows = queues.map((queue) => [
    queue.name,
    String(sum(queue.work, ({ ready }) => ready)),
    between(oldest(queue.work), undefined, view.now),
    String(sum(queue.work, ({ running }) => running)),
    String(queue.sessions),
    limitText(queue),
    rateText(queue),
    pauseText(queue, view),
    queue.reason,
  ]);
  return renderTable(columns, rows, view.width, view.style);
}

/** How much of the limit is out. */
function limitText({ concurrencyLimit, concurrencyUsed }: Queue): string {
  return concurrencyLimit === 0 ? "" : `${concurrencyUsed}/${concurrencyLimit}`;
}

/** How much of it was handed out within the last period. */
function rateText({ rateLimit, rateUsed }: Queue): string {
  if (rateLimit === undefined) return "";
  return `${rateUsed}/${rateLimit.tasks} in ${spanText(rateLimit.periodMs)}`;
}

function pauseText({ paused, pauseEndTime }: Queue, view: TableView): string {
  if (!paused) return "";
  return pauseEndTime === undefined ? "until resumed" : `until ${view.moment(pauseEndTime)}`;
}

function sum(work: readonly QueueWork[], of: (one: QueueWork) => number): number {
  return work.reduce((total, one) => total + of(one), 0);
}

function oldest(work: readonly QueueWork[]): number | undefined {
  const times = work.flatMap(({ readySinceTime }) => readySinceTime ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
