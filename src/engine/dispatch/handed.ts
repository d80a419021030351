/**
 * What a work item is handed of decisions: what led here with the contexts of its branches, what an item before has left,
 * the flow's globals, and, where an end is to be decided, its outcome.
 */
import { ownEnd } from "../../core/decide/conclusion.js";
import { LIMITS } from "../../core/limits.js";
import { ownerOf } from "../../core/state/item-lists.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { Segment } from "../../core/state/segment.js";
import { causesOf, contextSource, endsOf } from "../../core/state/task-causes.js";
import type { ReadyTask, TaskCause } from "../values.js";
import { sumOfSizes } from "../views/fitting.js";
import { globalsValue } from "../views/flow-value.js";
import { isTooLong, listed } from "../views/listed-results.js";
import { failureValue, type PayloadLookup } from "../views/stored-payloads.js";
import {
  bytesOfUndone,
  fittingUndone,
  type Own,
  ownOfRevert,
  payloadsOfUndone,
  type Undone,
  undoneBeside,
  undoneValue,
} from "./undone.js";

export type Handed = Pick<
  ReadyTask,
  "phase" | "own" | "causes" | "contextsTruncated" | "memo" | "globals" | "failures" | "history" | "failuresTruncated"
>;

interface StoredCause {
  readonly taskId: string;
  readonly edge: number;
  readonly context: StoredPayload | undefined;
}

export interface StoredHanded {
  readonly phase: ReadyTask["phase"];
  readonly own: Own | undefined;
  readonly causes: readonly StoredCause[];
  readonly contextsTruncated: boolean;
  readonly memo: StoredPayload | undefined;
  readonly globals: Readonly<Record<string, StoredPayload>> | undefined;
  readonly undone: Undone;
}

const NOTHING: StoredHanded = {
  phase: undefined,
  own: undefined,
  causes: [],
  contextsTruncated: false,
  memo: undefined,
  globals: undefined,
  undone: {},
};

/** Left in a frame for all that is no payload. */
const MARGIN_BYTES = 128 * 1024;

/** `beside`: the bytes of what else is delivered. Nothing, and for nothing, where nothing is decided or undone in the flow. */
export function handedTo(
  segment: Segment,
  number: number,
  entry: NodeEntry,
  beside: readonly (number | undefined)[],
): StoredHanded {
  if (segment.control === undefined && entry.reversal === undefined) return NOTHING;
  const { item } = entry;
  const about = item === undefined ? number : (item.about ?? item.node);
  const subject = about === undefined ? undefined : segment.entry(about);
  const own = handedOut(segment, ownOf(segment, number, entry));
  const owner = subject && ownerOf(subject);
  const memo = subject?.memo ?? (owner === undefined ? undefined : segment.entry(owner)?.memo);
  const globals = segment.node(number).task.needsGlobals === true ? segment.flow.globals : undefined;
  const fixed = [ownPayload(own), memo, ...Object.values(globals ?? {})];
  const others = beside.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const left = LIMITS.frameBytes - MARGIN_BYTES - others - sumOfSizes(fixed);
  const undone = fittingUndone(undoneBeside(segment, number, entry), left);
  const room = Math.min(LIMITS.resultsBytes, left - sumOfSizes(payloadsOfUndone(undone)));
  return { phase: item?.phase, own, memo, globals, undone, ...causesHanded(segment, about, room) };
}

/** The outcome that the item is about; with phase OUTPUT the failure that the flow is going to end with, if it is. */
function ownOf(segment: Segment, number: number, entry: NodeEntry): Own | undefined {
  const { item } = entry;
  if (item?.phase === "END") return segment.entry(item.about ?? item.node ?? number)?.pending;
  if (item?.phase !== "OUTPUT") return ownOfRevert(segment, number, entry);
  const { failure } = ownEnd(segment);
  return failure && { kind: "failure", failure };
}

/** With `about` undefined what the flow ends with. */
function causesHanded(
  segment: Segment,
  about: number | undefined,
  room: number,
): Pick<StoredHanded, "causes" | "contextsTruncated"> {
  const { definition, entries } = segment;
  const all = about === undefined ? endsOf(definition, entries) : causesOf(definition, entries, about);
  let left = room;
  let contextsTruncated = all.length > LIMITS.resultsPerTask;
  const causes = all.slice(0, LIMITS.resultsPerTask).map(([from, edge]): StoredCause => {
    const source = contextSource(entries, from);
    const context = source === undefined ? undefined : entries.get(source)?.context;
    left -= context?.size ?? 0;
    const fits = left >= 0;
    if (!fits) contextsTruncated = true;
    return { taskId: segment.taskId(from), edge, context: fits ? context : undefined };
  });
  return { causes, contextsTruncated };
}

/** A list of results as it is put together; one that is too long for a payload is left out. */
function handedOut({ entries, control }: Segment, own: Own | undefined): Own | undefined {
  if (own?.kind !== "result" || own.result.itemsOf === undefined) return own;
  if (isTooLong(own.result)) return undefined;
  return { ...own, result: listed(own.result, entries, (owner) => control?.lists.of(owner) ?? []) };
}

function ownPayload(own: Own | undefined): StoredPayload | undefined {
  if (own?.kind === "result") return own.result;
  return own?.kind === "failure" ? own.failure.body : undefined;
}

export function payloadsHanded({ own, causes, memo, globals = {}, undone }: StoredHanded): StoredPayload[] {
  const contexts = causes.map(({ context }) => context);
  const all = [ownPayload(own), memo, ...contexts, ...Object.values(globals), ...payloadsOfUndone(undone)];
  return all.filter((payload) => payload !== undefined);
}

/** The bytes that it takes in an answer, counted generously. */
export function handedBytes(handed: StoredHanded): number {
  const payloads = payloadsHanded(handed).reduce((sum, { size }) => sum + size, 0);
  const causes = handed.causes.reduce((sum, { taskId }) => sum + 4 * taskId.length + 16, 0);
  return payloads + causes + bytesOfUndone(handed.undone);
}

export function handedValue(handed: StoredHanded, lookup: PayloadLookup): Handed {
  const { phase, own, causes, contextsTruncated, memo, globals, undone } = handed;
  return {
    ...(phase !== undefined && { phase }),
    ...ownValue(own, lookup),
    causes: causes.map(
      ({ taskId, edge, context }): TaskCause =>
        context === undefined ? { taskId, edge } : { taskId, edge, context: lookup(context) },
    ),
    contextsTruncated,
    ...(memo !== undefined && { memo: lookup(memo) }),
    ...(globals !== undefined && { globals: globalsValue(globals, lookup) }),
    ...undoneValue(undone, lookup),
  };
}

function ownValue(own: Own | undefined, lookup: PayloadLookup): Pick<Handed, "own"> {
  if (own?.kind === "result") return { own: { kind: "result", result: lookup(own.result) } };
  if (own?.kind !== "failure") return {};
  return { own: { kind: "failure", failure: failureValue(own.failure, lookup) } };
}
