// The worker as a process: what a command is given, what becomes of what it prints, how it ends.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { endAll, lazyengine, type Started, start } from "./lazyengine-process.js";

let address = "";
let client: Client;
beforeAll(async () => {
  const dev = start(["dev", "--store", "memory", "--port", "0"]);
  const [, grpc = ""] = await dev.stdout(/^lazyengine ready grpc=(\S+)/);
  address = grpc;
  client = new Client({ address });
});
afterAll(async () => {
  client.close();
  await endAll();
});

/** Resolves when the worker takes tasks. */
async function worker(queue: string, ...command: readonly string[]): Promise<Started> {
  const started = start(["worker", "--queue", queue, "--address", address, "--drain", "60s", "--", ...command]);
  await started.stderr(/taking tasks/);
  return started;
}

describe("worker", () => {
  test("gives input and identity, and takes stdout as the result, whatever the task's type is", async () => {
    await worker("any", 'cat; printf " %s %s %s" "$LAZYENGINE_FLOW_ID" "$LAZYENGINE_TASK_ID" "$LAZYENGINE_ATTEMPT"');
    const task = { name: "a", type: "other", queue: "any", input: { n: 1 } };
    const handle = await client.run({ tasks: [task] }, { flowId: "identity" });
    expect(await handle.result()).toEqual({ a: '{"n":1} identity a 1' });
  });

  test("gives the whole task where that is asked for, dependencies' results included", async () => {
    const flags = ["--queue", "whole", "--whole-task", "--address", address];
    const started = start(["worker", ...flags, "--", "cat"]);
    await started.stderr(/taking tasks/);
    const tasks = [
      { name: "first", type: "whole", input: 5 },
      { name: "second", type: "whole", dependsOn: ["first"], needsFlowInput: true, labels: { k: "v" } },
    ];
    const handle = await client.run({ tasks }, { flowId: "whole", input: "given" });
    expect(await handle.result()).toEqual({
      second: {
        flow_id: "whole",
        task_id: "second",
        name: "second",
        type: "whole",
        kind: "EXECUTE",
        attempt: 1,
        input: null,
        flow_input: "given",
        dependency_results: { first: expect.objectContaining({ input: 5, flow_input: null }) },
        labels: { k: "v" },
      },
    });
  });

  test("takes an exit code other than 0 as a failure that is tried again", async () => {
    await worker("flaky", 'test "$LAZYENGINE_ATTEMPT" = 2 || { echo broken >&2; exit 7; }; echo 42');
    const retry = { maxAttempts: 2, initialInterval: "1ms" };
    const handle = await client.run({ tasks: [{ name: "a", type: "flaky", retry }] });
    expect(await handle.result()).toEqual({ a: 42 });
    const { tasks } = await handle.details({ view: "FULL" });
    expect(tasks[0]?.attempts[0]).toMatchObject({
      end: "FAILED",
      failure: { type: "COMMAND_FAILED", message: "exit code 7: broken", details: { exit_code: 7 } },
    });
  });

  test("ends the command when its flow is cancelled", async () => {
    const started = await worker("cancelled", "echo up >&2; sleep 600");
    const handle = await client.run({ tasks: [{ name: "a", type: "cancelled" }] });
    await started.stderr(/^up$/);
    await handle.cancel({ grace: "60s" });
    expect(await handle.wait()).toMatchObject({ state: "CANCELLED" });
  });

  test("lets its commands finish when it is stopped, and takes nothing more", async () => {
    const started = await worker("finished", "echo up >&2; read line; echo done");
    // The command waits for a line that never comes: its stdin ends, so `read` fails and it goes on.
    const handle = await client.run({ tasks: [{ name: "a", type: "finished" }] });
    await started.stderr(/^up$/);
    started.signal("SIGTERM");
    expect(await started.ended).toMatchObject({ code: 0 });
    expect(await handle.result()).toEqual({ a: "done" });
  });

  test("gives back what is not finished in time", async () => {
    const flags = ["--queue", "late", "--drain", "1ms", "--address", address];
    const started = start(["worker", ...flags, "--", "echo up >&2; sleep 600"]);
    await started.stderr(/taking tasks/);
    const handle = await client.run({ tasks: [{ name: "a", type: "late" }] });
    await started.stderr(/^up$/);
    started.signal("SIGTERM");
    expect(await started.ended).toMatchObject({ code: 0 });
    const { tasks } = await handle.details({ view: "FULL" });
    expect(tasks[0]).toMatchObject({ state: "READY", tries: 0, attempts: [{ attempt: 1, end: "RELEASED" }] });
  });

  test("ends at once at a further signal, and its commands with it", async () => {
    const started = await worker("forced", "echo up >&2; sleep 600");
    await client.run({ tasks: [{ name: "a", type: "forced" }] });
    await started.stderr(/^up$/);
    started.signal("SIGTERM");
    await started.stderr(/^stopping: waits at most 1m 00s for 1 commands/);
    // What follows within a moment is taken for the same signal, so it is sent until it counts.
    const again = setInterval(() => started.signal("SIGTERM"), 50);
    // All output is there only once nobody holds the worker's stderr: the command is gone, too.
    expect(await started.ended).toMatchObject({ code: 143 });
    clearInterval(again);
  });

  test("ends with the server's reason where it is refused", async () => {
    const flags = ["--queue", "q".repeat(300), "--address", address];
    const { code, stderr } = await lazyengine(["worker", ...flags, "--", "true"]);
    expect(stderr).toMatch(/^error: .*queues.*\(LIMIT_EXCEEDED\)$/m);
    expect(code).toBe(2);
  });
});
