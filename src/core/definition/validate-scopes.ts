/**
 * Checks of scopes: each with a controller of its own that all of its tasks lie behind.
 */
import { LIMITS } from "../limits.js";
import { BitMatrix } from "./bit-matrix.js";
import type { FlowSettings, TaskDefinition } from "./definition.js";
import { type DefinitionFaults, shown } from "./definition-fault.js";
import { checkCount, checkText, isObject } from "./field-checks.js";
import { CONTROLLER_KINDS, type ScopeDefinition } from "./scope-definition.js";

/** Their fields, but for the tasks that they name. Returns whether they are such that tasks can be looked up in them. */
export function checkScopeFields(faults: DefinitionFaults, { scopes, allowCycles, failureMode }: FlowSettings): void {
  if (allowCycles === true && failureMode === "REVERT") refuseCycles(faults, "failure_mode", "must not be REVERT");
  if (scopes === undefined || !areScopes(faults, scopes)) return;
  if (allowCycles === true && scopes.length > 0) refuseCycles(faults, "scopes", "must be absent");
  const names = new Map<string, number>();
  for (const [place, { name, parent, controller, kind, attempts, revertAll }] of scopes.entries()) {
    const path = `scopes[${place}]`;
    checkText(faults, `${path}.name`, name, LIMITS.definitionNameBytes, true);
    if (names.has(name)) faults.invalid(`${path}.name`, "must be that of no other scope", name);
    else names.set(name, place);
    checkText(faults, `${path}.controller`, controller, 4 * LIMITS.taskNameCodePoints, true);
    if (parent !== undefined) checkText(faults, `${path}.parent`, parent, LIMITS.definitionNameBytes, true);
    if (!CONTROLLER_KINDS.includes(kind)) {
      faults.invalid(`${path}.kind`, `must be one of ${CONTROLLER_KINDS.join(", ")}`, kind);
    } else if (kind === "TIMES") checkCount(faults, `${path}.attempts`, attempts, 0, LIMITS.scopeAttempts, "attempts");
    else {
      if (attempts !== 0) faults.invalid(`${path}.attempts`, "must be 0 unless kind is TIMES", attempts);
      if (revertAll) faults.invalid(`${path}.revert_all`, "must be false unless kind is TIMES", revertAll);
    }
  }
  checkParents(faults, scopes, names);
}

function areScopes(faults: DefinitionFaults, scopes: readonly unknown[]): boolean {
  if (!Array.isArray(scopes) || !scopes.every(isObject)) {
    faults.invalid("scopes", "must be a list of objects");
    return false;
  }
  if (scopes.length > LIMITS.scopes) faults.tooMuch("scopes", "scopes", LIMITS.scopes, scopes.length);
  return scopes.length <= LIMITS.scopes;
}

function refuseCycles(faults: DefinitionFaults, path: string, expected: string): void {
  faults.add(path, "UNSUPPORTED", `${expected} with allow_cycles: what runs in circles is not reverted`);
}

function checkParents(
  faults: DefinitionFaults,
  scopes: readonly ScopeDefinition[],
  names: ReadonlyMap<string, number>,
): void {
  for (const [place, { name, parent }] of scopes.entries()) {
    const path = `scopes[${place}].parent`;
    if (parent === undefined) continue;
    if (!names.has(parent)) {
      faults.invalid(path, "must name a scope of the definition", parent);
      continue;
    }
    const seen = new Set([name]);
    for (let outer: string | undefined = parent; outer !== undefined; outer = parentOf(scopes, names, outer)) {
      if (outer === name) {
        faults.invalid(path, "must not lead back to the scope itself", parent);
        break;
      }
      if (seen.has(outer)) break;
      seen.add(outer);
    }
  }
}

function parentOf(
  scopes: readonly ScopeDefinition[],
  names: ReadonlyMap<string, number>,
  name: string,
): string | undefined {
  return scopes[names.get(name) ?? -1]?.parent;
}

/** The tasks as edges hold them together, by place. */
interface ScopedTasks {
  readonly tasks: readonly TaskDefinition[];
  /** Where edges lead to. */
  readonly successors: readonly (readonly number[])[];
  /** Each after those that lead to it; empty in a flow with cycles. */
  readonly order: readonly number[];
}

/** How the tasks hang together with the scopes; also where there are none, for a task may name one. */
export function checkScopes(faults: DefinitionFaults, { scopes = [] }: FlowSettings, scoped: ScopedTasks): void {
  if (faults.list.length > 0) return;
  const { tasks } = scoped;
  const places = new Map(tasks.map(({ name }, place) => [name, place]));
  const controlled = new Map<number, ScopeDefinition>();
  for (const [index, scope] of scopes.entries()) {
    const path = `scopes[${index}].controller`;
    const place = places.get(scope.controller);
    if (place === undefined) {
      const metadata = { task: shown(scope.name), dependency: shown(scope.controller) };
      faults.add(path, "UNKNOWN_DEPENDENCY", `the definition has no task ${shown(scope.controller)}`, metadata);
    } else if (controlled.has(place)) faults.invalid(path, "must control no other scope", scope.controller);
    else controlled.set(place, scope);
  }
  if (faults.list.length > 0) return;
  for (const [place, task] of tasks.entries())
    checkMember(faults, `tasks[${place}]`, task, controlled.get(place), scopes);
  if (controlled.size > 0) checkReach(faults, scoped, controlled);
}

function checkMember(
  faults: DefinitionFaults,
  path: string,
  { scope, evaluate, forEach }: TaskDefinition,
  controls: ScopeDefinition | undefined,
  scopes: readonly ScopeDefinition[],
): void {
  const asksFailure = evaluate?.phases.indexOf("FAILURE") ?? -1;
  if (controls?.kind === "CUSTOM" && asksFailure < 0) {
    faults.invalid(`${path}.evaluate.phases`, `must name FAILURE: the task controls scope ${shown(controls.name)}`);
  }
  if (controls?.kind !== "CUSTOM" && asksFailure >= 0) {
    faults.invalid(
      `${path}.evaluate.phases[${asksFailure}]`,
      "must be absent: the task controls no CUSTOM scope",
      "FAILURE",
    );
  }
  if (controls !== undefined && forEach !== undefined) {
    const message = `must be absent: the task controls scope ${shown(controls.name)}, and a controller runs once in each attempt`;
    faults.add(`${path}.for_each`, "UNSUPPORTED", message);
  }
  if (scope === undefined) return;
  if (controls !== undefined && scope !== controls.name && scope !== controls.parent) {
    faults.invalid(`${path}.scope`, "must be absent, the scope that the task controls, or that one's parent", scope);
  } else if (!scopes.some(({ name }) => name === scope)) {
    faults.invalid(`${path}.scope`, "must name a scope of the definition", scope);
  }
}

/**
 * What a controller tries again or reverts is what lies behind it: all of its scope must. Which controllers a task lies behind
 * is handed on along the edges, for all of them at once.
 */
function checkReach(
  faults: DefinitionFaults,
  { tasks, successors, order }: ScopedTasks,
  controlled: ReadonlyMap<number, ScopeDefinition>,
): void {
  const columns = new Map([...controlled.values()].map((scope, column) => [scope.name, { column, scope }]));
  const behind = new BitMatrix(tasks.length, columns.size);
  for (const place of order) {
    const own = columns.get(controlled.get(place)?.name ?? "");
    if (own !== undefined) behind.set(place, own.column);
    for (const successor of successors[place] ?? []) behind.join(successor, place);
  }
  for (const [place, task] of tasks.entries()) {
    const inner = controlled.get(place);
    const of = columns.get((inner === undefined ? task.scope : inner.parent) ?? "");
    if (of === undefined || behind.has(place, of.column)) continue;
    const { name, controller } = of.scope;
    const expected = `must be a scope whose controller leads to the task: edges lead here from no ${shown(controller)}`;
    faults.invalid(`tasks[${place}].scope`, expected, name);
  }
}
