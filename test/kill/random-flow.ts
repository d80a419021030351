// Small random flows for the load: chains, fans and joins, on two queues.
import type { FlowSpec } from "../../src/client/index.js";
import type { SeededRandom } from "../core/seeded-random.js";

export const QUEUES: readonly string[] = ["north", "south"];

const TASKS_MOST = 12;
const DEPENDENCIES_MOST = 3;

export function randomFlow(random: SeededRandom): FlowSpec {
  const names = Array.from({ length: 1 + random.below(TASKS_MOST) }, (_, number) => `t${number}`);
  return {
    name: "load",
    tasks: names.map((name, number) => {
      const count = Math.min(number, random.below(DEPENDENCIES_MOST + 1));
      const dependsOn = new Set(Array.from({ length: count }, () => random.pick(names.slice(0, number))));
      return { name, type: random.pick(QUEUES), dependsOn: [...dependsOn] };
    }),
  };
}
