/**
 * What becomes of a failure that no edge handles: the controller of the task's innermost scope decides, then, where that
 * gives up, the one around it; at last the flow as a whole.
 */
import type { CompiledScope } from "../definition/scopes.js";
import { ITEMS_FAILED, type StoredFailure } from "../state/failure.js";
import type { OpenFailure, Reversion } from "../state/flow-header.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { ControllerVerdict } from "../state/task-decision.js";
import { ask } from "./ask.js";
import type { Draft } from "./draft.js";
import { revertBehind, revertWhole, tryScopeAgain } from "./intents.js";
import { controllerOf, leaveFailed, overrideOpenFailures } from "./open-failures.js";
import { noteFailure } from "./scope-history.js";

/** What a controller has decided. */
export interface ControllerAnswer {
  readonly verdict: ControllerVerdict;
  /** With RETRY: how long it waits before it runs again. */
  readonly delayMs?: number;
}

/** The task has failed just now. What is asked of an adapter is decided later; until then nothing follows from it. */
export function putToController(draft: Draft, number: number): void {
  const reversion = draft.flow.reversion ?? { failed: [], open: [] };
  draft.putFlow({ reversion: { ...reversion, failed: [...reversion.failed, number] } });
  resolve(draft, { node: number, scope: draft.segment.definition.scopes?.of[number] });
}

/**
 * The task was to be undone when it failed: its controller is told, and may still decide more than that. Not where nobody
 * has brought the failure.
 */
export function putLateFailure(draft: Draft, number: number, entry: NodeEntry): void {
  const { state, outcomeDigest, failure } = entry;
  const { scopes, flow } = draft.segment.definition;
  const scope = controllerOf(draft, scopes?.of[number]);
  if (state !== "FAILED" || failure === undefined) return;
  if (outcomeDigest === undefined && failure.type !== ITEMS_FAILED) return;
  if (draft.mayRetry) {
    if (scope !== undefined || flow.failureMode === "REVERT") putToController(draft, number);
  } else if (scope !== undefined && hasRun(draft, scope)) noteFailure(draft, scope, nameOf(draft, number), failure);
}

/** The adapter has decided about the failure that comes first. */
export function answerFailure(draft: Draft, answer: ControllerAnswer): void {
  const { reversion } = draft.flow;
  const [first, ...others] = reversion?.open ?? [];
  if (reversion === undefined || first === undefined) throw new Error("no failure is open");
  draft.putFlow({ reversion: { ...reversion, open: others } });
  resolve(draft, first, answer);
  askNext(draft);
}

interface Failed extends Omit<OpenFailure, "scope"> {
  readonly scope: number | undefined;
}

/** From this scope outward, until a controller decides that something is tried again, or all is undone. */
function resolve(draft: Draft, { node, scope, givenUp }: Failed, answer?: ControllerAnswer): void {
  const { definition } = draft.segment;
  let place = scope;
  let innermost = givenUp;
  let answered = answer;
  while (place !== undefined) {
    const asked = controllerOf(draft, place);
    if (asked === undefined) throw new Error(`no scope ${place}`);
    if (!hasRun(draft, asked)) {
      place = asked.parent;
      continue;
    }
    if (answered === undefined) {
      noteFailure(draft, asked, failingName(draft, node, place), failureOf(draft, node));
      if (asked.kind === "CUSTOM") {
        waitForAnswer(draft, { node, scope: place, ...(innermost !== undefined && { givenUp: innermost }) });
        return;
      }
    }
    const { verdict, delayMs }: ControllerAnswer = answered ?? { verdict: ownVerdict(draft, asked) };
    answered = undefined;
    if (verdict !== "REVERT") {
      if (verdict === "RETRY") tryScopeAgain(draft, asked.controller, delayMs);
      else undoAll(draft);
      return;
    }
    innermost ??= place;
    place = asked.parent;
  }
  const given = controllerOf(draft, innermost);
  if (given !== undefined && definition.flow.deferReverts !== true) revertBehind(draft, given.controller);
  else if (given !== undefined || definition.flow.failureMode === "REVERT") undoAll(draft);
  else leaveFailed(draft, node);
}

function undoAll(draft: Draft): void {
  overrideOpenFailures(draft);
  revertWhole(draft);
}

/** A failure that an adapter is asked about goes on before those that came later. */
function waitForAnswer(draft: Draft, failure: OpenFailure): void {
  const reversion: Reversion = draft.flow.reversion ?? { failed: [], open: [] };
  const isFurther = failure.givenUp !== undefined;
  const open = isFurther ? [failure, ...reversion.open] : [...reversion.open, failure];
  draft.putFlow({ reversion: { ...reversion, open } });
  askNext(draft);
}

/** Asks about the first open failure, unless that is under way. */
function askNext(draft: Draft): void {
  const [first] = draft.flow.reversion?.open ?? [];
  const controller = controllerOf(draft, first?.scope)?.controller;
  if (controller === undefined || isAsked(draft, controller)) return;
  ask(draft, controller, "FAILURE");
}

function isAsked(draft: Draft, controller: number): boolean {
  const number = draft.segment.control?.itemOf(controller);
  const item = number === undefined ? undefined : draft.entry(number);
  return item?.item?.phase === "FAILURE" && item.state !== "SUCCEEDED" && item.state !== "CANCELLED";
}

function ownVerdict(draft: Draft, { kind, attempts, revertAll, controller }: CompiledScope): ControllerVerdict {
  if (kind === "ALWAYS_REVERT_ALL") return "REVERT_ALL";
  if (kind !== "TIMES") return "REVERT";
  const run = (draft.entry(controller)?.scope?.retries ?? 0) + 1;
  if (run < attempts) return "RETRY";
  return revertAll ? "REVERT_ALL" : "REVERT";
}

/** A controller that has not run decides nothing. */
function hasRun(draft: Draft, { controller }: CompiledScope): boolean {
  const state = draft.segment.stateOf(controller);
  return state === "SUCCEEDED" || state === "FAILED";
}

/** In a scope's history: the task that failed, or the controller of the inner scope that gave up. */
function failingName(draft: Draft, node: number, place: number): string {
  const { scopes } = draft.segment.definition;
  let inner = scopes?.of[node];
  if (inner === place) return nameOf(draft, node);
  while (inner !== undefined) {
    const scope = controllerOf(draft, inner);
    if (scope?.parent === place) return nameOf(draft, scope.controller);
    inner = scope?.parent;
  }
  throw new Error(`node ${node} is not in scope ${place}`);
}

function nameOf({ segment }: Draft, node: number): string {
  return segment.node(node).task.name;
}

function failureOf(draft: Draft, node: number): StoredFailure {
  const failure = draft.entry(node)?.failure;
  if (failure === undefined) throw new Error(`node ${node} has not failed`);
  return failure;
}
