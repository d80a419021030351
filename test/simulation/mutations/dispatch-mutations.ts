/**
 * Mutations of payloads, backlogs and timers.
 */
import type { Mutation } from "./mutation.js";

export const DISPATCH_MUTATIONS: readonly Mutation[] = [
  {
    name: "payload-after-the-state",
    rule: "M5",
    file: "src/engine/commit/put-payloads.ts",
    find: "    await payloads.put(parts.flatMap(({ records }) => records));",
    replace: "    void payloads.put(parts.flatMap(({ records }) => records)).catch(() => undefined);",
    breaks: "a state names a payload that was never stored",
  },
  {
    name: "undelivered-task-kept",
    rule: "M5",
    file: "src/engine/dispatch/deliver.ts",
    find: "const given = await giveBack(machinery, segmentId, delivery.task, delayMs);",
    replace: 'const given = await Promise.resolve(segmentId !== "" && delayMs >= 0);',
    breaks: "a task whose payloads could not be loaded is held by who was never sent it",
  },
  {
    name: "payloads-never-collected",
    rule: "M5",
    file: "src/engine/upkeep/garbage.ts",
    find: "  if (garbage.length > 0) await store.payloads.remove(garbage, PAYLOAD_AGE_MS);\n",
    replace: "",
    breaks: "orphans stay for ever",
  },
  {
    name: "mark-not-raised-by-the-sweep",
    rule: "D2",
    file: "src/engine/upkeep/sweep.ts",
    find: "      if ((await readHeads(this.#machinery, [backlog], 1, keys)).length > 0) dispatcher.poke(backlog);",
    replace: "      if (backlog.mark !== undefined && keys !== undefined) dispatcher.poke(backlog);",
    breaks: "what waits is never offered where the hint was lost",
  },
  {
    name: "timers-not-swept",
    rule: "D5",
    file: "src/engine/upkeep/sweep.ts",
    find: "    await this.#fireTimers();\n",
    replace: "",
    breaks: "a timer that only a dead process knew never fires",
  },
  {
    name: "wake-time-not-written",
    rule: "D5",
    file: "src/engine/commit/working-copy.ts",
    find: "...(wakeTime !== this.#wakeTime && { wakeTime: wakeTime ?? null }),",
    replace: "",
    breaks: "nobody but its own process knows of a timer",
  },
];
