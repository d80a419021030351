/**
 * Load: flows that are run before they are measured. Each begins with a gate, a task of a type that no executor takes;
 * somebody completes it, and the flow goes.
 */
import { Client } from "lazyengine/client";
import { IdleExecutors } from "./idle-executors.mjs";
import { inParallel } from "./in-parallel.mjs";
import { loadProcess } from "./load-process.mjs";
import { SHAPES } from "./shapes.mjs";
import { endedWell, specOf } from "./spec-of.mjs";

const TYPE = "gated";
/** However long a large definition takes: that is what is measured, or does not count. */
const LARGE_RUN_MS = 600_000;
const GATE = "gate";
/** Larger definitions come in pieces. */
const TASKS_PER_MESSAGE = 20_000;

await loadProcess(async ({ address, slots }) => {
  const client = new Client({ address, deadlineMs: LARGE_RUN_MS });
  const executor = await new IdleExecutors({ clients: [client], type: TYPE, slots }).start();
  let flowIds = [];
  let tasksPerFlow = 0;
  const steps = {
    /** Runs `count` flows up to their gates. Resolves to how many tasks they have behind those, and to their ids. */
    async begin({ shape, size, count = 1, callers = 8, more = [] }) {
      const spec = gated(SHAPES[shape](size, ...more));
      tasksPerFlow = spec.tasks.length - 1;
      const definition = spec.tasks.length > TASKS_PER_MESSAGE ? await imported(client, spec) : spec;
      flowIds = await inParallel(count, callers, async () => (await client.run(definition)).flowId);
      return { tasks: count * tasksPerFlow, flowIds };
    },
    /** Lets the flows go, so many at once, each until all its completions are answered. */
    async go({ atOnce }) {
      const begun = performance.now();
      for (let from = 0; from < flowIds.length; from += atOnce) {
        const some = flowIds.slice(from, from + atOnce);
        const done = executor.done(some.length * tasksPerFlow);
        const opened = some.map((flowId) => client.taskComplete({ flowId, taskId: GATE, result: 1 }));
        await Promise.all([...opened, done]);
      }
      return { perSecond: (flowIds.length * tasksPerFlow) / ((performance.now() - begun) / 1000) };
    },
    async check() {
      await endedWell(client, flowIds);
      return { flowIds };
    },
  };
  return {
    run: ({ step, ...options }) => steps[step](options),
    async close() {
      await executor.stop();
      client.close();
    },
  };
});

/** What waits for nothing waits for the gate. */
function gated(tasks) {
  const spec = specOf(
    tasks.map((task) => (task.dependsOn.length === 0 ? { ...task, dependsOn: [GATE] } : task)),
    TYPE,
  );
  return { ...spec, tasks: [{ name: GATE, type: GATE }, ...spec.tasks] };
}

async function imported(client, { tasks, ...rest }) {
  const { digest } = await client.importDefinition(rest, { tasks });
  return { definitionDigest: digest };
}
