/**
 * Checks of what a task computes: its input, and whether it runs again.
 */
import { LIMITS } from "../limits.js";
import { isNoop, type Repeat, type TaskDefinition } from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import { checkCount, checkDuration, checkExpressionText, checkText, isObject } from "./field-checks.js";

export function checkRepeat(faults: DefinitionFaults, path: string, task: TaskDefinition, repeat: Repeat): void {
  if (!isObject(repeat)) {
    faults.invalid(path, "must be an object", repeat);
    return;
  }
  const { until, maxTimes, delayMs } = repeat;
  if (isNoop(task)) faults.invalid(path, "must be absent for a no-op");
  checkExpressionText(faults, `${path}.until`, until);
  checkCount(faults, `${path}.max_times`, maxTimes, until === undefined ? 1 : 0, LIMITS.repeatTimes, "rounds");
  checkDuration(faults, `${path}.delay`, delayMs, 0);
}

/** `path`: of the task. */
export function checkBindings(
  faults: DefinitionFaults,
  path: string,
  task: TaskDefinition,
  bindings: NonNullable<TaskDefinition["bindings"]>,
): void {
  const place = `${path}.bindings`;
  if (!isObject(bindings)) {
    faults.invalid(place, "must be an object of expressions", bindings);
    return;
  }
  const { input } = task;
  const keys = Object.keys(bindings);
  if (isNoop(task)) faults.invalid(place, "must be absent for a no-op");
  if (keys.length === 0) faults.invalid(place, "must have a key");
  if (keys.length > LIMITS.bindings) {
    faults.tooMuch(place, "keys", LIMITS.bindings, keys.length);
    return;
  }
  for (const key of keys) {
    checkText(faults, `${place} key`, key, LIMITS.bindingKeyBytes, true);
    checkExpressionText(faults, `${place}[${JSON.stringify(key)}]`, bindings[key]);
  }
  if (input !== undefined && inputObject(input) === undefined) {
    faults.invalid(`${path}.input`, "must be an object in application/json beside bindings");
  }
}

/** The object that an input is; undefined where it is something else. */
export function inputObject(input: NonNullable<TaskDefinition["input"]>): object | undefined {
  if (!(input.data instanceof Uint8Array) || !/^application\/json\s*(?:;|$)/i.test(input.contentType)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(input.data).toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
