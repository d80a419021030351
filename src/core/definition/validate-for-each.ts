/**
 * Checks of tasks that run once for each item of a list.
 */
import { LIMITS } from "../limits.js";
import { type ForEach, isNoop, type TaskDefinition } from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import { checkCount, checkExpressionText, checkPayload, isObject } from "./field-checks.js";
import { isJsonList, JsonList } from "./json-list.js";
import { mayNest } from "./nested-flow.js";

export function checkForEach(faults: DefinitionFaults, path: string, task: TaskDefinition): void {
  const { forEach, evaluate, repeat } = task;
  if (forEach === undefined) return;
  if (!isObject(forEach)) {
    faults.invalid(path, "must be an object", forEach);
    return;
  }
  if (isNoop(task)) faults.invalid(path, "must be absent for a no-op: nobody works on it");
  if (mayNest(task)) faults.add(path, "UNSUPPORTED", "items that run, or may run, as flows are not served");
  if (repeat !== undefined) faults.add(path, "UNSUPPORTED", "rounds of a task that runs for each item are not served");
  const { literal, expression, maxParallel, toleratedFailures, retry } = forEach;
  checkCount(faults, `${path}.max_parallel`, maxParallel, 0, Number.MAX_SAFE_INTEGER, "items");
  checkCount(faults, `${path}.tolerated_failures`, toleratedFailures, 0, Number.MAX_SAFE_INTEGER, "items");
  if (retry !== "FAILED_ITEMS" && retry !== "ALL_ITEMS") {
    faults.invalid(`${path}.retry`, "must be FAILED_ITEMS or ALL_ITEMS", retry);
  }
  checkExpressionText(faults, `${path}.expression`, expression);
  if (literal !== undefined && expression !== undefined) {
    faults.invalid(path, "must have a literal list of items or an expression, not both");
  } else if (literal !== undefined) checkLiteral(faults, `${path}.literal`, literal);
  else if (expression !== undefined) return;
  else if (!Array.isArray(evaluate?.phases) || !evaluate.phases.includes("START")) {
    faults.invalid(
      path,
      "needs a literal list of items, an expression, or an evaluate with phase START, whose plan has them",
    );
  }
}

function checkLiteral(faults: DefinitionFaults, path: string, literal: NonNullable<ForEach["literal"]>): void {
  const before = faults.list.length;
  checkPayload(faults, path, literal);
  if (faults.list.length > before) return;
  const { contentType, data } = literal;
  if (contentType !== "application/json") {
    faults.invalid(`${path}.content_type`, "must be application/json: the engine reads it", contentType);
  } else if (!isJsonList(data)) faults.invalid(path, "must be a JSON list");
  else {
    const { count } = new JsonList(data);
    if (count > LIMITS.itemsPerTask) faults.tooMuch(path, "items", LIMITS.itemsPerTask, count);
  }
}
