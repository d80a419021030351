/**
 * Schedules as tables.
 */
import type { Schedule, ScheduleOccurrence, ScheduleSpec } from "../../client/schedule-requests.js";
import type { TableView } from "./flow-table.js";
import { printable, renderTable } from "./table.js";
import { spanText } from "./text-of-time.js";

/** One schedule, a line for each thing worth knowing about it, and what became of the last due times. */
export function renderSchedule(schedule: Schedule, view: TableView): readonly string[] {
  const { spec, counts } = schedule;
  const rows: (readonly [string, string])[] = [
    ["SCHEDULE", schedule.scheduleId],
    ["NAMESPACE", schedule.namespace],
    ["TIMES", timingText(spec)],
    ["RUNS", runText(spec)],
    ["OVERLAP", spec.overlapPolicy ?? ""],
    ["PAUSED", schedule.paused ? "yes" : ""],
    ["NOTE", printable(schedule.note)],
    ["FROM", view.moment(numberOf(spec.startTime))],
    ["UNTIL", view.moment(numberOf(spec.endTime))],
    ["NEXT", schedule.nextTimes.map(view.moment).join(", ")],
    ["RUNNING", schedule.runningFlowIds.join(", ")],
    ["WAITING", view.moment(schedule.bufferedTime)],
    ["DONE", `${counts.started} started, ${counts.skipped} skipped, ${counts.missed} missed, ${counts.failed} failed`],
    ["CREATED", view.moment(schedule.createTime)],
    ["CHANGED", view.moment(schedule.updateTime)],
    ["REVISION", schedule.revision],
  ];
  const [first, ...rest] = rows.filter(([, value]) => value !== "");
  if (first === undefined) return [];
  const head = renderTable([{ title: first[0] }, { title: printable(first[1]) }], rest, view.width, view.style);
  return schedule.recent.length === 0 ? head : [...head, "", ...renderOccurrences(schedule.recent, view)];
}

export function renderSchedules(schedules: readonly Schedule[], view: TableView): readonly string[] {
  const columns = [
    { title: "SCHEDULE" },
    { title: "TIMES" },
    { title: "RUNS" },
    { title: "PAUSED" },
    { title: "NEXT" },
    { title: "STARTED", align: "right" as const },
    { title: "NOTE" },
  ];
  const rows = schedules.map(({ scheduleId, spec, paused, nextTimes, counts, note }) => [
    scheduleId,
    timingText(spec),
    runText(spec),
    paused ? "yes" : "",
    view.moment(nextTimes[0]),
    String(counts.started),
    note,
  ]);
  return renderTable(columns, rows, view.width, view.style);
}

export function renderOccurrences(occurrences: readonly ScheduleOccurrence[], view: TableView): readonly string[] {
  const columns = [{ title: "DUE" }, { title: "OUTCOME" }, { title: "FLOW" }, { title: "WHY" }];
  const rows = occurrences.map(({ dueTime, outcome, flowId, triggered, failure }) => [
    view.moment(dueTime),
    outcome,
    flowId,
    failure === undefined ? (triggered ? "triggered" : "") : `${failure.reason}: ${failure.message}`,
  ]);
  return renderTable(columns, rows, view.width, view.style);
}

function timingText(spec: ScheduleSpec): string {
  if ("cron" in spec) return `${spec.cron} ${spec.timeZone ?? "UTC"}`;
  const offset = Number(spec.offset ?? 0);
  return `every ${spanText(Number(spec.every))}${offset === 0 ? "" : `, ${spanText(offset)} after`}`;
}

function runText({ run }: ScheduleSpec): string {
  if ("definitionName" in run) return run.definitionName;
  return "definitionDigest" in run ? `${run.definitionDigest.slice(0, 12)}…` : "";
}

/** What the server tells is in milliseconds. */
function numberOf(time: number | Date | undefined): number | undefined {
  return time === undefined ? undefined : Number(time);
}
