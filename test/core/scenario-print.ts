/**
 * Decisions in words, as scenario files show them.
 */

import type { Answer, Change } from "../../src/core/decision.js";
import { FLOW_TASK_ID } from "../../src/core/definition/evaluation.js";
import type { StoredFailure } from "../../src/core/state/failure.js";
import type { FlowHeader } from "../../src/core/state/flow-header.js";
import { runsItems } from "../../src/core/state/item-lists.js";
import { idOfEntry, ownerOfItem } from "../../src/core/state/list-members.js";
import type { AttemptRecord, NodeEntry } from "../../src/core/state/node-entry.js";
import type { StoredPayload } from "../../src/core/state/payload.js";
import type { Segment } from "../../src/core/state/segment.js";
import { isTerminalTask } from "../../src/core/state/states.js";
import { causesOf, contextSource, endsOf } from "../../src/core/state/task-causes.js";
import { nextTimer } from "../../src/core/state/timers.js";
import { allNumbers, anyEntry } from "./item-states.js";
import { printDuration } from "./scenario-words.js";

export function printChange(segment: Segment, change: Change): string {
  if (change.kind === "flow") return printFlowChange(change.previous, change.header);
  if (change.kind === "kept") {
    const isThere = segment.entries.has(change.node);
    const isKnown = isThere || ownerOfItem(segment, change.node) !== undefined;
    const name = isKnown ? segment.taskId(change.node) : "an item";
    return `${name} ${isThere ? "is kept otherwise" : "leaves the state"}`;
  }
  const name = idOfEntry(segment, change.node, change.entry);
  const from = change.previous?.state ?? "PENDING";
  const { item } = change.entry;
  if (item !== undefined) return `${item.phase} of ${name} ${from} -> ${change.entry.state}${details(change.entry)}`;
  return `${name} ${from} -> ${change.entry.state}${details(change.entry)}${intentOf(change.entry)}`;
}

/** What should happen to it, where that is not that it is executed. */
function intentOf({ reversal }: NodeEntry): string {
  if (reversal === undefined || reversal.begun === true) return "";
  return ` [${reversal.intent.toLowerCase()}]`;
}

function printFlowChange(previous: FlowHeader, header: FlowHeader): string {
  const failure = header.failure === undefined ? "" : ` ${printFailure(header.failure)}`;
  if (previous.state !== header.state) return `flow ${previous.state} -> ${header.state}${failure}`;
  const changed = Object.entries(header)
    .filter(([key, value]) => Reflect.get(previous, key) !== value && key !== "version" && key !== "updateTime")
    .map(([key]) => key);
  if (changed.length === 0) return `flow stays ${header.state}`;
  return `flow stays ${header.state}: ${changed.join(", ")}`;
}

function details(entry: NodeEntry): string {
  const { state, attempt, claim, deferred, child, failure, skipReason, wakeTime, pending, progress, evaluation } =
    entry;
  if (evaluation !== undefined) return `, waits for the decision about its ${evaluation.phase}`;
  if (runsItems(entry)) return `, attempt ${attempt} for ${entry.list?.count} items`;
  switch (state) {
    case "RUNNING":
    case "REVERTING":
    case "PAUSED": {
      const holder = deferred === undefined ? `by ${claim?.session}` : "by an outsider";
      const rests = child?.rests === undefined ? "" : `, rests by order ${child.rests}`;
      const who = child === undefined ? holder : `as a flow${rests}`;
      const share = progress === undefined ? "" : `, ${progress.fraction * 100} %`;
      return `, attempt ${attempt} ${who}${share}`;
    }
    case "DELAYED":
      if (wakeTime === undefined) return " until the flow is resumed";
      return ` until ${printDuration(wakeTime ?? 0)}${pending === undefined ? "" : `, its ${pending.kind} waits`}`;
    case "READY":
      if (entry.reversal?.begun === true) return `, to be undone${lostClaim(entry)}`;
      return lostClaim(entry);
    case "FAILED":
      return failure === undefined ? "" : ` ${printFailure(failure)}`;
    case "REVERTED":
      return entry.reversal?.result === undefined ? "" : ` with ${textOf(entry.reversal.result)}`;
    case "REVERT_FAILED":
      return entry.reversal?.failure === undefined ? "" : ` ${printFailure(entry.reversal.failure)}`;
    case "CANCELLED":
      return failure === undefined ? "" : ` (${failure.message})`;
    case "SKIPPED":
      return ` (${skipReason})`;
    default:
      return "";
  }
}

function lostClaim({ claim, attempt }: NodeEntry): string {
  return claim?.lost === true ? `, attempt ${attempt} may still be completed` : "";
}

/** Of a controller: each attempt of its scope with what failed in it. */
function printScope({ scope }: NodeEntry): string[] {
  if (scope === undefined) return [];
  const attempts = scope.attempts.map(({ value, failures }) => {
    const failed = failures.map(({ task, failure }) => `${task} ${failure.type}`).join(", ");
    return `${value === undefined ? "nothing" : textOf(value)} (${failed})`;
  });
  return [`tried again ${scope.retries}, ${attempts.join(" ")}`];
}

function printFailure({ type, message }: StoredFailure): string {
  return `(${type}: ${message})`;
}

export function printAnswer(segment: Segment, answer: Answer): string[] {
  const { task, ready, replayed, awaitsConsent, consent } = answer;
  const names = ready.map((view) => segment.taskId(view.node));
  const is = task === undefined ? "" : ` ${segment.taskId(task.node)} is ${task.entry?.state}`;
  return [
    ...(replayed ? [`replayed${is}`] : []),
    ...(names.length > 0 ? [`ready ${names.join(" ")}`] : []),
    ...(awaitsConsent === true ? ["asks the flow that it is within"] : []),
    ...(consent === undefined ? [] : [`consents by order ${consent.order}: it ${consent.standing.kind}`]),
  ];
}

/** The flow and each of its tasks, as they are. */
export function printFlow(segment: Segment): string[] {
  const { flow } = segment;
  const wake = segment.wakeTime();
  const next = wake === undefined ? "" : `, next timer at ${printDuration(wake)}`;
  const tasks = allNumbers(segment).map((number) => {
    const entry = anyEntry(segment, number);
    const beside = entry === undefined || segment.entries.has(number) ? "" : "; beside the state";
    return `${segment.taskId(number)} ${entry === undefined ? "PENDING" : printEntry(segment, number, entry)}${beside}`;
  });
  const items = [...segment.entries].flatMap(([number, entry]) =>
    entry.item === undefined || isTerminalTask(entry.state)
      ? []
      : [`${entry.item.phase} of ${segment.taskId(number)} ${printEntry(segment, number, entry)}`],
  );
  const kept = Object.entries(flow.globals ?? {}).map(([key, value]) => `global ${key} ${textOf(value)}`);
  const output = flow.output === undefined ? [] : [`output ${textOf(flow.output)}`];
  return [`flow ${flow.state}, version ${segment.version}${next}`, ...tasks, ...items, ...kept, ...output];
}

function textOf({ data }: StoredPayload): string {
  return Buffer.from(data ?? []).toString();
}

/** What it was handed, in the order of its causes: the task, the edge, the context. */
export function printCauses(segment: Segment, taskId: string): string[] {
  const number = segment.numberOf(taskId);
  if (number === undefined) return ["no such task"];
  const { definition, entries } = segment;
  const isFlow = taskId === FLOW_TASK_ID;
  const causes = isFlow ? endsOf(definition, entries) : causesOf(definition, entries, number);
  const memo = entries.get(number)?.memo;
  const lines = causes.map(([from, edge]) => {
    const source = contextSource(entries, from);
    const context = source === undefined ? undefined : entries.get(source)?.context;
    return `${segment.taskId(from)} ${edge}${context === undefined ? "" : ` with ${textOf(context)}`}`;
  });
  return [...lines, ...(memo === undefined ? [] : [`memo ${textOf(memo)}`])];
}

function printEntry(segment: Segment, number: number, entry: NodeEntry): string {
  const { attempt, tries, losses, history } = entry;
  const timer = nextTimer(segment.node(number), entry);
  return [
    `${entry.state}${details(entry)}${intentOf(entry)}; attempt ${attempt}, tries ${tries}, losses ${losses}`,
    ...(timer === undefined ? [] : [`${timer.kind} at ${printDuration(timer.time)}`]),
    ...(entry.fired === undefined || entry.fired.length === 0 ? [] : [`fired ${entry.fired.join()}`]),
    ...(entry.each?.content === undefined ? [] : [`item ${textOf(entry.each.content)}`]),
    ...(entry.input === undefined ? [] : [`input ${textOf(entry.input)}`]),
    ...(entry.rounds === undefined
      ? []
      : [`after ${entry.rounds.done} rounds: ${entry.rounds.results.map(textOf).join()}`]),
    ...(history === undefined ? [] : [`before: ${history.map(printRecord).join(", ")}`]),
    ...printScope(entry),
  ].join("; ");
}

function printRecord({ attempt, end, revert }: AttemptRecord): string {
  return `${attempt} ${end}${revert === true ? " (revert)" : ""}`;
}
