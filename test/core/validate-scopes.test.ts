/**
 * What is refused of scopes that do not fit their tasks; in definitions of any size, and also where there are none.
 */
import { describe, expect, it } from "vitest";
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import type { ScopeDefinition } from "../../src/core/definition/scope-definition.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { flow, task } from "./definitions.js";
import { seededRandom } from "./seeded-random.js";

function faultsOf(definition: FlowDefinition): string[] {
  return validateDefinition(definition).map(({ path, reason, message }) => `${path} ${reason}: ${message}`);
}

function scope(name: string, controller: string, fields: Partial<ScopeDefinition> = {}): ScopeDefinition {
  return { name, controller, kind: "ALWAYS_REVERT", attempts: 0, revertAll: false, ...fields };
}

describe("scopes", () => {
  it("must be there where a task names one, whether there are others or none", () => {
    const tasks = [task("a"), task("b", { dependsOn: ["a"], scope: "s" })];
    const unknown = 'tasks[1].scope INVALID_FIELD: must name a scope of the definition, got "s"';
    for (const scopes of [undefined, [], [scope("t", "a")]]) {
      expect(faultsOf(flow(tasks, scopes === undefined ? {} : { scopes }))).toEqual([unknown]);
    }
  });

  it("must be there where a task is asked about failures", () => {
    const asked = task("a", { evaluate: { queue: "judge", phases: ["END", "FAILURE"] } });
    expect(faultsOf(flow([asked]))).toEqual([
      'tasks[0].evaluate.phases[1] INVALID_FIELD: must be absent: the task controls no CUSTOM scope, got "FAILURE"',
    ]);
  });

  it("are told of no cycle that is there anyway", () => {
    const next = (to: string) => ({ next: [{ to, message: "", on: ["SUCCESS"] as const }] });
    const tasks = [task("a"), task("b", { scope: "s", ...next("c") }), task("c", next("b"))];
    expect(faultsOf(flow(tasks, { scopes: [scope("s", "a")] }))).toEqual([
      expect.stringContaining("CYCLE: the tasks wait for each other in a circle of 2: b -> c -> b"),
    ]);
  });

  it("have nothing but what lies behind their controllers, in random graphs of many of them", () => {
    const random = seededRandom(20_261_129);
    for (let run = 0; run < 200; run += 1) {
      const tasks = randomTasks(random.below(90) + 2, random);
      const names = tasks.map(({ name }) => name);
      const controllers = names.filter(() => random.chance(0.5));
      const scopes = controllers.map((controller) => scope(`s-${controller}`, controller));
      const members = tasks.map((one): TaskDefinition => {
        if (scopes.length === 0 || controllers.includes(one.name) || random.chance(0.5)) return one;
        return { ...one, scope: random.pick(scopes).name };
      });
      const outside = members.flatMap(({ scope: of }, place) => {
        const controller = of?.slice(2);
        return controller === undefined || liesBehind(tasks, place, controller) ? [] : [`tasks[${place}].scope`];
      });
      const faults = validateDefinition(flow(members, { scopes })).map(({ path }) => path);
      expect(faults.slice(0, 100), `run ${run}`).toEqual(outside.slice(0, 100));
    }
  });
});

/** Each leads to some of those after it. */
function randomTasks(count: number, random: ReturnType<typeof seededRandom>): TaskDefinition[] {
  return Array.from({ length: count }, (_, place) => {
    const dependsOn = Array.from({ length: Math.min(place, random.below(3)) }, () => `t${random.below(place)}`);
    return task(`t${place}`, { dependsOn: [...new Set(dependsOn)] });
  });
}

function liesBehind(tasks: readonly TaskDefinition[], place: number, controller: string): boolean {
  const { name, dependsOn } = tasks[place] ?? { name: "", dependsOn: [] };
  if (name === controller) return true;
  return dependsOn.some((one) =>
    liesBehind(
      tasks,
      tasks.findIndex((other) => other.name === one),
      controller,
    ),
  );
}
