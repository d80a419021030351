// Restarts under load: executors and waiting callers go on, and nothing is lost or counted against a task.
import { expect, test } from "vitest";
import { startRealServer } from "./real-server.js";

const RESTARTS = 5;
const TASKS = 600;

test("five restarts under load lose no task, count no try and leave every result as it was", async () => {
  const server = await startRealServer({ config: { stopGrace: 100 } });
  const done: string[] = [];
  let wake: () => void = () => undefined;
  const work = async (task: { readonly taskId: string; readonly input: unknown }): Promise<unknown> => {
    await new Promise(setImmediate);
    done.push(task.taskId);
    wake();
    return task.input;
  };
  for (const client of [server.client(), server.client()]) {
    await server.executor({ client, maxInFlight: 4, handlers: { work }, reconnect: { initialMs: 10, maxMs: 50 } });
  }
  const parts = Array.from({ length: TASKS }, (_, index) => ({ name: `t${index}`, type: "work", input: index }));
  const join = { name: "join", noop: true, dependsOn: parts.map((part) => part.name) } as const;
  const handle = await server.client().run({ tasks: [...parts, join] });
  const result = handle.result();
  for (let restart = 1; restart <= RESTARTS; restart += 1) {
    while (done.length < (restart * TASKS) / (RESTARTS + 1)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await server.stop();
    await server.start();
  }
  expect(await result).toEqual({ join: undefined });
  const tasks = [];
  let pageToken = "";
  do {
    const page = await handle.details({ view: "FULL", pageSize: 1_000, pageToken });
    tasks.push(...page.tasks);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  expect(tasks.filter((task) => task.state !== "SUCCEEDED" || task.tries > 0)).toEqual([]);
  expect(tasks.slice(0, TASKS).map((task) => task.result)).toEqual(parts.map((part) => part.input));
});
