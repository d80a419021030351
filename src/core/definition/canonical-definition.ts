/**
 * The canonical form of a definition (rule M4): the bytes that are stored and that name it by their digest. Two
 * definitions of the same meaning have the same bytes. Field numbers and the order of names here never change.
 */
import { createHash } from "node:crypto";
import { ByteReader } from "./byte-reader.js";
import { ByteWriter, joinedBytes } from "./byte-writer.js";
import {
  type Dependency,
  dependencyName,
  type Edge,
  type EdgeOutcome,
  type EdgeTarget,
  type FailureMode,
  type FlowDefinition,
  type FlowSettings,
  isOnSuccess,
  type Join,
  type JoinKind,
  namesLedTo,
  type TaskDefinition,
  type Timeouts,
} from "./definition.js";
import { outcomeBits, outcomesOfBits } from "./edge-outcomes.js";
import { evaluate, scope } from "./evaluation-codecs.js";
import { forEach, payload } from "./for-each-codec.js";
import { bytes, type Codec, choice, flag, integer, list, record, text, textMap } from "./record-codec.js";
import { plainestRetry, repeat, retryBytes, retryPolicy, standardRetry } from "./retry-codec.js";
import { isSameList } from "./same-list.js";
import type { ScopeDefinition } from "./scope-definition.js";

const FORMAT = 1;

const timeouts = record<Timeouts>({
  readyToClaimMs: { number: 1, codec: integer },
  runMs: { number: 2, codec: integer },
  heartbeatMs: { number: 3, codec: integer },
  attemptMs: { number: 4, codec: integer },
  totalMs: { number: 5, codec: integer },
});

const ON_SUCCESS: readonly EdgeOutcome[] = ["SUCCESS"];

/** A set: in whichever order and however often its members were given. */
const edgeOutcomes: Codec<readonly EdgeOutcome[]> = {
  write: (out, on) => out.count(outcomeBits(on)),
  read: (input) => outcomesOfBits(input.count()),
};

const edge = record<Edge>({
  to: { number: 1, codec: text },
  target: { number: 2, codec: choice<EdgeTarget>(["FAIL", "SUCCEED", "PAUSE", "NOOP"]) },
  message: { number: 3, codec: text, standard: "" },
  on: { number: 4, codec: edgeOutcomes, standard: ON_SUCCESS },
  condition: { number: 5, codec: text },
});

const join = record<Join>({
  kind: { number: 1, codec: choice<JoinKind>(["ALL", "ANY", "AT_LEAST"]), standard: "ALL" },
  count: { number: 2, codec: integer, standard: 0 },
  unmet: { number: 3, codec: choice(["FAIL", "SKIP"]), standard: "FAIL" },
});

interface StoredTask extends Omit<TaskDefinition, "dependsOn" | "flow"> {
  /** Canonical bytes. */
  readonly flow?: Uint8Array;
  readonly dependsOn: readonly string[];
  /** Of each dependency; absent = all on SUCCESS. */
  readonly dependsOnOutcomes?: readonly (readonly EdgeOutcome[])[];
  /** Of each dependency, "" = none; absent = none has one. */
  readonly dependsOnConditions?: readonly string[];
}

const storedTask = record<StoredTask>({
  name: { number: 1, codec: text, standard: "" },
  type: { number: 2, codec: text },
  queue: { number: 3, codec: text },
  input: { number: 4, codec: payload },
  dependsOn: { number: 5, codec: list(text), standard: [] },
  retry: { number: 6, codec: retryPolicy },
  timeouts: { number: 7, codec: timeouts, standard: {} },
  delayMs: { number: 8, codec: integer, standard: 0 },
  delayAfterMs: { number: 9, codec: integer, standard: 0 },
  priority: { number: 10, codec: integer, standard: 0 },
  needsFlowInput: { number: 11, codec: flag, standard: false },
  reads: { number: 12, codec: list(text) },
  onLost: { number: 13, codec: choice(["REDELIVER", "FAIL"]), standard: "REDELIVER" },
  labels: { number: 14, codec: textMap, standard: {} },
  dependsOnOutcomes: { number: 15, codec: list(edgeOutcomes) },
  next: { number: 16, codec: list(edge) },
  join: { number: 17, codec: join },
  evaluate: { number: 18, codec: evaluate },
  needsGlobals: { number: 19, codec: flag },
  scope: { number: 20, codec: text },
  revertType: { number: 21, codec: text },
  forEach: { number: 24, codec: forEach },
  dynamicFlow: { number: 25, codec: flag },
  suspendParent: { number: 26, codec: flag },
  repeat: { number: 27, codec: repeat },
  bindings: { number: 28, codec: textMap },
  dependsOnConditions: { number: 29, codec: list(text) },
  flow: { number: 30, codec: bytes },
  flowDigest: { number: 31, codec: text },
  concurrencyKey: { number: 32, codec: text },
});

/** Of one task; also as it stands in the chunks of a large definition. */
export const taskCodec: Codec<TaskDefinition> = {
  write(out, { dependsOn, flow: nested, ...task }) {
    const names = dependsOn.map(dependencyName);
    const within = nested === undefined ? {} : { flow: canonicalDefinition(nested) };
    if (dependsOn.every(isOnSuccess)) {
      storedTask.write(out, { ...task, ...within, dependsOn: names });
      return;
    }
    const outcomes = dependsOn.map(outcomesOf);
    const conditions = dependsOn.map(conditionOf);
    storedTask.write(out, {
      ...task,
      ...within,
      dependsOn: names,
      ...(outcomes.some((on) => outcomeBits(on) !== outcomeBits(ON_SUCCESS)) && { dependsOnOutcomes: outcomes }),
      ...(conditions.some((condition) => condition !== "") && { dependsOnConditions: conditions }),
    });
  },
  read(input) {
    const { dependsOnOutcomes, dependsOnConditions, flow: nested, ...rest } = storedTask.read(input);
    const task = nested === undefined ? rest : { ...rest, flow: decodeDefinition(nested) };
    if (dependsOnOutcomes === undefined && dependsOnConditions === undefined) return task;
    const dependsOn = task.dependsOn.map((name, index) =>
      dependencyOf(name, dependsOnOutcomes?.[index] ?? ON_SUCCESS, dependsOnConditions?.[index] ?? ""),
    );
    return { ...task, dependsOn };
  },
};

function outcomesOf(dependency: string | Dependency): readonly EdgeOutcome[] {
  return typeof dependency === "string" ? ON_SUCCESS : dependency.on;
}

function conditionOf(dependency: string | Dependency): string {
  return typeof dependency === "string" ? "" : (dependency.condition ?? "");
}

function dependencyOf(task: string, on: readonly EdgeOutcome[], condition: string): string | Dependency {
  const dependency = { task, on, ...(condition !== "" && { condition }) };
  return isOnSuccess(dependency) ? task : dependency;
}

const leadingFields = {
  name: { number: 1, codec: text, standard: "" },
  version: { number: 2, codec: text, standard: "" },
} as const;

const TASKS_FIELD = 3;

const trailingFields = {
  failureMode: { number: 4, codec: choice<FailureMode>(["CONTINUE", "STOP", "REVERT"]), standard: "CONTINUE" },
  timeoutMs: { number: 5, codec: integer },
  defaultRetry: { number: 6, codec: retryPolicy },
  maxParallel: { number: 7, codec: integer, standard: 0 },
  labels: { number: 8, codec: textMap, standard: {} },
  allowCycles: { number: 9, codec: flag },
  maxInstances: { number: 10, codec: integer },
  evaluate: { number: 11, codec: evaluate },
  scopes: { number: 12, codec: list(scope) },
  deferReverts: { number: 13, codec: flag },
  revertFailed: { number: 14, codec: flag },
  output: { number: 15, codec: text },
} as const;

/** Of all but the tasks. */
export const settingsCodec = record<FlowSettings>({ ...leadingFields, ...trailingFields });

/** Those before the tasks, and those behind them. */
const leading = record<Pick<FlowSettings, keyof typeof leadingFields>>(leadingFields);
const trailing = record<Omit<FlowSettings, keyof typeof leadingFields>>(trailingFields);

const flow = record<FlowDefinition>({
  ...leadingFields,
  ...trailingFields,
  tasks: { number: TASKS_FIELD, codec: list(taskCodec), standard: [] },
});

/** The canonical bytes of a valid definition. */
export function canonicalDefinition({ tasks, ...settings }: FlowDefinition): Uint8Array {
  const out = new ByteWriter();
  const standard = standardRetry(settings);
  const ledTo = namesLedTo(tasks);
  for (const task of tasks) writeTask(out, task, standard, ledTo.has(task.name));
  return joinedBytes(canonicalPieces(settings, [out.bytes()]));
}

/** The canonical bytes of a definition, piece by piece; `tasks` is what `writeTask` wrote of them. */
export function* canonicalPieces(settings: FlowSettings, tasks: readonly Uint8Array[]): Generator<Uint8Array> {
  const plain = plainestSettings(settings);
  const head = new ByteWriter();
  head.byte(FORMAT);
  leading.write(head, plain);
  const length = tasks.reduce((sum, piece) => sum + piece.length, 0);
  if (length > 0) {
    head.count(TASKS_FIELD);
    head.count(length);
  }
  yield head.bytes();
  yield* tasks;
  const tail = new ByteWriter();
  trailing.write(tail, plain);
  yield tail.bytes();
}

/**
 * A task as a part of the canonical bytes, without what only repeats a default. `ledTo`: whether edges of other tasks
 * lead to it by their `next`.
 */
export function writeTask(
  out: ByteWriter,
  task: TaskDefinition,
  standard: Uint8Array | undefined,
  ledTo: boolean,
): void {
  out.part((part) => taskCodec.write(part, plainestTask(task, standard, ledTo)));
}

/** The definition of canonical bytes. Throws a RangeError where they are of another format or damaged. */
export function decodeDefinition(canonical: Uint8Array): FlowDefinition {
  const input = new ByteReader(canonical);
  const format = input.byte();
  if (format !== FORMAT) throw new RangeError(`a definition of format ${format}: this version reads format ${FORMAT}`);
  return flow.read(input);
}

/** SHA-256 of canonical bytes, in hexadecimal. */
export function definitionDigest(canonical: Uint8Array): string {
  return createHash("sha256").update(canonical).digest("hex");
}

function plainestSettings(settings: FlowSettings): FlowSettings {
  const { defaultRetry, allowCycles, maxInstances, scopes, deferReverts, revertFailed, ...rest } = settings;
  return {
    ...rest,
    ...(scopes !== undefined && scopes.length > 0 && { scopes: scopes.map(plainestScope) }),
    ...(deferReverts === true && { deferReverts }),
    ...(revertFailed === true && { revertFailed }),
    ...(allowCycles === true && { allowCycles }),
    ...(maxInstances !== undefined && maxInstances > 0 && { maxInstances }),
    ...(defaultRetry !== undefined && { defaultRetry: plainestRetry(defaultRetry) }),
  };
}

/** Once and no times at all are the same. */
function plainestScope(scope: ScopeDefinition): ScopeDefinition {
  return scope.attempts === 1 ? { ...scope, attempts: 0 } : scope;
}

/** `ledTo`: by edges of other tasks, which add to what it reads unless told otherwise. */
function plainestTask(
  definition: TaskDefinition,
  standardRetry: Uint8Array | undefined,
  ledTo: boolean,
): TaskDefinition {
  const { queue, reads, retry, next, needsGlobals, revertType, dynamicFlow, suspendParent, ...named } = definition;
  const { concurrencyKey, ...rest } = named;
  // Nearly all of a million have none of these.
  const isPlain = queue === undefined && reads === undefined && retry === undefined && revertType === undefined;
  const isNested = dynamicFlow !== undefined || suspendParent !== undefined;
  const isKeyed = concurrencyKey !== undefined;
  if (isPlain && next === undefined && needsGlobals === undefined && !isNested && !isKeyed) return definition;
  const ownQueue = queue !== undefined && queue !== "" && queue !== definition.type;
  const ownReads = reads !== undefined && (ledTo || !isSameList(reads, definition.dependsOn.map(dependencyName)));
  const ownRetry = retry !== undefined && !(standardRetry && Buffer.compare(retryBytes(retry), standardRetry) === 0);
  return {
    ...rest,
    ...(ownQueue && { queue }),
    ...(ownReads && { reads }),
    ...(ownRetry && { retry: plainestRetry(retry) }),
    ...(next !== undefined && next.length > 0 && { next }),
    ...(needsGlobals === true && { needsGlobals }),
    ...(revertType !== undefined && revertType !== "" && revertType !== definition.type && { revertType }),
    ...(dynamicFlow === true && { dynamicFlow }),
    ...(suspendParent === true && { suspendParent }),
    ...(isKeyed && concurrencyKey !== "" && { concurrencyKey }),
  };
}
