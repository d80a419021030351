// How an executor stops: on request, at a deadline, without a connection, on a signal.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { ExecutorStopping } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { distUrl } from "../run/once-per-run.js";
import { startRealServer } from "./real-server.js";
import { readyTask, scriptedSession, untilAborted } from "./scripted-session.js";

test("draining says so, finishes what runs, gives back what still comes, and ends the stream", async () => {
  const begun = new Latch();
  const finish = new Latch();
  const { stream, executor } = await scriptedSession({
    handlers: {
      t: async () => {
        begun.open();
        await finish.promise;
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  await begun.promise;
  const drained = executor.drain();
  await one.next("drain");
  one.ready(readyTask("b"));
  const release = await one.next("release");
  expect(release).toMatchObject({ claims: [{ taskId: "b" }] });
  expect(release.delay).toBeUndefined();
  one.verdicts(release.seq, undefined);
  finish.open();
  const [item] = await one.accept();
  expect(item?.taskId).toBe("a");
  one.ready(readyTask("c"));
  const crossed = await one.next("release");
  expect(crossed).toMatchObject({ claims: [{ taskId: "c" }] });
  one.verdicts(crossed.seq, undefined);
  one.close();
  await drained;
  await executor.closed;
});

test("what still runs at the deadline of draining is aborted and given back", async () => {
  const begun = new Latch();
  const reasons: unknown[] = [];
  const { stream, executor } = await scriptedSession({
    handlers: {
      t: (task, context) => {
        begun.open();
        return untilAborted(task, context).catch((reason: unknown) => reasons.push(reason));
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"), readyTask("b"));
  await begun.promise;
  const drained = executor.drain({ deadline: 20 });
  await one.next("drain");
  const release = await one.next("release");
  expect(release.claims.map((claim) => claim.taskId)).toEqual(["a", "b"]);
  one.verdicts(release.seq, undefined, undefined);
  await one.ended();
  await drained;
  expect(reasons).toEqual([expect.any(ExecutorStopping), expect.any(ExecutorStopping)]);
});

test("draining while disconnected waits for the next stream to bring the last outcomes", async () => {
  const { stream, executor } = await scriptedSession({ handlers: { t: () => 1 } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  await one.next("complete");
  one.refuse({ code: "UNAVAILABLE" });
  const drained = executor.drain();
  const two = await stream();
  two.opened({ resumed: true });
  // First the outcome: after the drain the server, by which nothing may be held any more, need not read on.
  await two.accept();
  await two.next("drain");
  two.close();
  await drained;
});

test("on SIGTERM a process takes nothing more, finishes what runs and exits", async () => {
  const server = await startRealServer();
  const client = server.client();
  const child = await executorProcess(server.address);
  const lines = createInterface({ input: child.stdout ?? expect.fail("no stdout") });
  const running = once(lines, "line");
  const first = await client.run({ tasks: [{ name: "only", type: "work" }] });
  expect(await running).toEqual(["working"]);
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  expect(await once(lines, "line")).toEqual(["told to stop"]);
  const second = await client.run({ tasks: [{ name: "only", type: "work" }] });
  child.stdin?.end("finish");
  expect(await first.result()).toEqual({ only: "finish" });
  expect(await exited).toEqual([0, null]);
  const { tasks } = await second.details({ view: "TASKS" });
  expect(tasks).toMatchObject([{ state: "READY" }]);
});

async function executorProcess(address: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("draining-process.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, await distUrl(), address], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
