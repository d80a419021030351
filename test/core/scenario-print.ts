/**
 * Decisions in words, as scenario files show them.
 */
import type { Answer, Change } from "../../src/core/decision.js";
import type { StoredFailure } from "../../src/core/state/failure.js";
import type { FlowHeader } from "../../src/core/state/flow-header.js";
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import type { Segment } from "../../src/core/state/segment.js";
import { nextTimer } from "../../src/core/state/timers.js";
import { printDuration } from "./scenario-words.js";

export function printChange(segment: Segment, change: Change): string {
  if (change.kind === "flow") return printFlowChange(change.previous, change.header);
  const name = segment.taskId(change.node);
  const from = change.previous?.state ?? "PENDING";
  return `${name} ${from} -> ${change.entry.state}${details(change.entry)}`;
}

function printFlowChange(previous: FlowHeader, header: FlowHeader): string {
  const failure = header.failure === undefined ? "" : ` ${printFailure(header.failure)}`;
  if (previous.state !== header.state) return `flow ${previous.state} -> ${header.state}${failure}`;
  const changed = Object.entries(header)
    .filter(([key, value]) => Reflect.get(previous, key) !== value && key !== "version" && key !== "updateTime")
    .map(([key]) => key);
  return `flow stays ${header.state}: ${changed.join(", ")}`;
}

function details(entry: NodeEntry): string {
  const { state, attempt, claim, deferred, failure, skipReason, wakeTime, pending, progress } = entry;
  switch (state) {
    case "RUNNING":
    case "PAUSED": {
      const who = deferred === undefined ? `by ${claim?.session}` : "by an outsider";
      const share = progress === undefined ? "" : `, ${progress.fraction * 100} %`;
      return `, attempt ${attempt} ${who}${share}`;
    }
    case "DELAYED":
      return ` until ${printDuration(wakeTime ?? 0)}${pending === undefined ? "" : `, its ${pending.kind} waits`}`;
    case "READY":
      return claim?.lost === true ? `, attempt ${attempt} may still be completed` : "";
    case "FAILED":
      return failure === undefined ? "" : ` ${printFailure(failure)}`;
    case "CANCELLED":
      return failure === undefined ? "" : ` (${failure.message})`;
    case "SKIPPED":
      return ` (${skipReason})`;
    default:
      return "";
  }
}

function printFailure({ type, message }: StoredFailure): string {
  return `(${type}: ${message})`;
}

export function printAnswer(segment: Segment, answer: Answer): string[] {
  const { task, ready, replayed } = answer;
  const names = ready.map((view) => segment.taskId(view.node));
  const is = task === undefined ? "" : ` ${segment.taskId(task.node)} is ${task.entry?.state}`;
  return [...(replayed ? [`replayed${is}`] : []), ...(names.length > 0 ? [`ready ${names.join(" ")}`] : [])];
}

/** The flow and each of its tasks, as they are. */
export function printFlow(segment: Segment): string[] {
  const { flow } = segment;
  const wake = segment.wakeTime();
  const next = wake === undefined ? "" : `, next timer at ${printDuration(wake)}`;
  const tasks = segment.numbers().map((number) => {
    const entry = segment.entry(number);
    return `${segment.taskId(number)} ${entry === undefined ? "PENDING" : printEntry(segment, number, entry)}`;
  });
  return [`flow ${flow.state}, version ${segment.version}${next}`, ...tasks];
}

function printEntry(segment: Segment, number: number, entry: NodeEntry): string {
  const { attempt, tries, losses, history } = entry;
  const timer = nextTimer(segment.node(number), entry);
  return [
    `${entry.state}${details(entry)}; attempt ${attempt}, tries ${tries}, losses ${losses}`,
    ...(timer === undefined ? [] : [`${timer.kind} at ${printDuration(timer.time)}`]),
    ...(history === undefined ? [] : [`before: ${history.map((one) => `${one.attempt} ${one.end}`).join(", ")}`]),
  ].join("; ");
}
