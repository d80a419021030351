// The commands on flows as processes against a server: what they print, and the exit code of each class.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../src/mongod/mongod-admin.js";
import { endAll, lazyengine, start } from "./lazyengine-process.js";

let address = "";
beforeAll(async () => {
  const dev = start(["dev", "--store", "memory", "--port", "0"]);
  const [, grpc = ""] = await dev.stdout(/^lazyengine ready grpc=(\S+)/);
  address = grpc;
});
afterAll(endAll);

const ONE_TASK = '{"name": "one", "tasks": [{"name": "a", "type": "outside"}]}';

function run(input: string, ...flags: readonly string[]) {
  return lazyengine(["run", "-", "--address", address, ...flags], { input });
}

function cli(...args: readonly string[]) {
  return lazyengine([...args, "--address", address]);
}

describe("a flow's way by the command line", () => {
  test("run starts it and shows it; get, list and complete go on with it", async () => {
    const started = await run(ONE_TASK, "--flow-id", "way", "--input", '{"n":1}', "--label", "team=a", "-o", "json");
    expect(started).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(started.stdout)).toMatchObject({
      flow: { flow_id: "way", name: "one", state: "RUNNING", labels: { team: "a" }, input: { n: 1 } },
      replayed: false,
    });

    const completed = await cli("complete", "way", "a", "--result", '{"sum": 3}', "-o", "json");
    expect(completed.code).toBe(0);
    expect(JSON.parse(completed.stdout)).toMatchObject({ task: { state: "SUCCEEDED" }, flow: { state: "SUCCEEDED" } });

    const full = await cli("get", "way", "--view", "full", "-o", "json");
    expect(JSON.parse(full.stdout)).toMatchObject({ tasks: [{ task_id: "a", result: { sum: 3 } }] });
    expect((await cli("get", "way")).stdout).toMatch(
      /STATE +SUCCEEDED[\s\S]*\nTASK +TYPE[\s\S]*\na +outside +SUCCEEDED/,
    );

    const listed = await cli("list", "--label", "team=a", "--state", "succeeded");
    expect(listed.stdout.split("\n")).toEqual([
      expect.stringMatching(/^FLOW +NAME +STATE/),
      expect.stringMatching(/^way +one +SUCCEEDED +1\/1/),
    ]);
  });

  test("run imports a definition above one message, and runs it by its digest", async () => {
    const tasks = Array.from({ length: 20_001 }, (_, index) => ({ name: `t${index}`, type: "outside" }));
    const started = await run(JSON.stringify({ name: "wide", tasks }), "--flow-id", "wide", "-o", "json");
    expect(started).toMatchObject({ code: 0, stderr: "" });
    const { flow } = JSON.parse(started.stdout);
    expect(flow).toMatchObject({ flow_id: "wide", name: "wide", state: "RUNNING" });
    const again = await run(JSON.stringify({ name: "wide", tasks }), "--flow-id", "wide-2", "-o", "json");
    expect(JSON.parse(again.stdout).flow.definition_digest).toBe(flow.definition_digest);
  });

  test("run names the place of every fault that the server finds in the definition", async () => {
    const spec = '{"tasks": [{"name": "a", "type": "w", "depends_on": ["a"], "retry": {"max_attempts": 0}}]}';
    const { code, stderr } = await run(spec, "--flow-id", "bad id\u0007");
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(/^error: flow_id: /),
      expect.stringMatching(/^error: stdin:1:86: tasks\[0\]\.retry\.max_attempts: must be /),
      expect.stringMatching(/^error: stdin:1:54: tasks\[0\]\.depends_on\[0\]\.task: .*circle of 1: a -> a/),
    ]);
    expect(code).toBe(2);
  });

  test("fail fails it, suspend and resume hold it, cancel ends it, delete removes it", async () => {
    await run(ONE_TASK, "--flow-id", "control");
    expect((await cli("suspend", "control", "--reason", "lunch")).stdout).toMatch(/STATE +SUSPENDED/);
    expect((await cli("resume", "control")).stdout).toMatch(/STATE +RUNNING/);
    expect((await cli("cancel", "control", "--grace", "0s")).stdout).toMatch(/STATE +CANCELLED/);
    expect(await cli("delete", "control")).toMatchObject({ code: 0, stdout: "deleted control" });

    await run(ONE_TASK, "--flow-id", "failing");
    const failed = await cli("fail", "failing", "a", "--type", "Broken", "--message", "on purpose", "-o", "json");
    expect(JSON.parse(failed.stdout)).toMatchObject({
      flow: { state: "FAILED" },
      task: { failure: { type: "Broken", message: "on purpose", retryable: true } },
    });
  });

  test("end ends a flow in the state that is given, with its output", async () => {
    await run(ONE_TASK, "--flow-id", "finished");
    const end = await cli("end", "finished", "--state", "succeeded", "--result", '{"sum": 3}', "--cancel-in-flight");
    expect(end.stdout).toMatch(/STATE +SUCCEEDED/);
    expect(JSON.parse((await cli("get", "finished", "--view", "full", "-o", "json")).stdout)).toMatchObject({
      flow: { output: { sum: 3 } },
    });
    expect(await cli("end", "finished")).toMatchObject({ code: 2, stderr: expect.stringContaining("--state") });
  });

  test("explain tells why a task waits, what for, and why it has run", async () => {
    const tasks = [
      { name: "a", type: "outside" },
      { name: "b", type: "outside", depends_on: ["a"] },
    ];
    await run(JSON.stringify({ tasks }), "--flow-id", "explained");
    const waits = await cli("explain", "explained", "b");
    expect(waits.stdout).toMatch(/^TASK +b\n[\s\S]*STATE +PENDING\nWHY +1 task must lead to it, 0 have; open: a\n/);
    expect(waits.stdout).toMatch(/^a +READY +OPEN$/m);
    expect((await cli("explain", "explained", "a")).stdout).toMatch(/WHY +no executor of queue outside is connected/);
    await cli("complete", "explained", "a");
    const ready = await cli("explain", "explained", "b", "-o", "json");
    expect(JSON.parse(ready.stdout)).toMatchObject({
      task: { task_id: "b", state: "READY" },
      reasons: [{ kind: "NO_EXECUTOR" }, { kind: "LED_TO", task_ids: ["a"], time: expect.stringMatching(/Z$/) }],
      queue: { queue: "outside", executors: 0 },
    });
    expect((await cli("explain", "explained", "z")).code).toBe(3);
  });

  test("an answer that was given before is told as such", async () => {
    await run(ONE_TASK, "--flow-id", "again");
    await cli("complete", "again", "a", "--result", "1");
    expect((await cli("complete", "again", "a", "--result", "1")).stdout).toContain("It had been recorded before.");
    const replayed = await run(ONE_TASK, "--flow-id", "again", "--on-conflict", "return-existing", "-o", "json");
    expect(JSON.parse(replayed.stdout)).toMatchObject({ replayed: true });
  });

  test("list says when there is more than it shows", async () => {
    for (const id of ["more-1", "more-2"]) await run('{"name": "more"}', "--flow-id", id);
    const { stdout, stderr } = await cli("list", "--name", "more", "--limit", "1");
    expect(stdout.split("\n")).toHaveLength(2);
    expect(stderr).toBe("There are more than 1: see --limit.");
  });
});

describe("waiting for the end", () => {
  test.each([
    ["SUCCEEDED", ["complete", "{}", "a", "--result", "[1]"], 0, { result: { a: [1] } }],
    [
      "FAILED",
      ["fail", "{}", "a"],
      10,
      { flow: { failure: { message: expect.stringContaining("failed by command") } } },
    ],
    ["CANCELLED", ["cancel", "{}", "--grace", "0s"], 11, {}],
  ])("run --watch shows what happens, how it ended, and its exit code says %s", async (state, then, code, told) => {
    const flowId = `watched-${state}`;
    const args = ["run", "-", "--watch", "--flow-id", flowId, "--address", address, "-o", "json"];
    const watching = start(args, { input: ONE_TASK });
    await watching.stderr(/^task a READY$/);
    await cli(...then.map((word) => word.replace("{}", flowId)));
    const ended = await watching.ended;
    expect(ended.code).toBe(code);
    expect(JSON.parse(ended.stdout)).toMatchObject({ flow: { flow_id: flowId, state } });
    expect(JSON.parse(ended.stdout)).toMatchObject(told);
    expect(ended.stderr).toMatch(new RegExp(`^flow ${flowId} ${state}`, "m"));
    expect(await cli("watch", flowId)).toMatchObject({
      code,
      stdout: expect.stringContaining(`flow ${flowId} ${state}`),
    });
  });

  test("a signal ends the wait with the signal's code and leaves the flow alone", async () => {
    const args = ["run", "-", "--watch", "--flow-id", "left", "--address", address];
    const watching = start(args, { input: ONE_TASK });
    await watching.stderr(/^task a READY$/);
    watching.signal("SIGINT");
    expect(await watching.ended).toMatchObject({ code: 130, stdout: "" });
    expect((await cli("get", "left")).stdout).toMatch(/STATE +RUNNING/);
  });

  test("watch follows a namespace line by line until it is stopped", async () => {
    const watching = start(["watch", "-n", "followed", "--address", address, "-o", "json"]);
    await watching.stdout(/"kind":"current"/);
    await run('{"name": "quick"}', "-n", "followed", "--flow-id", "quick");
    const [line] = await watching.stdout(/^.*"SUCCEEDED".*$/);
    expect(JSON.parse(line)).toMatchObject({ kind: "update", flow: { flow_id: "quick", state: "SUCCEEDED" } });
    watching.signal("SIGTERM");
    expect(await watching.ended).toMatchObject({ code: 0 });
  });
});

describe("what the server refuses", () => {
  test.each([
    ["an unknown flow", ["get", "no-such-flow"], 3, "FLOW_NOT_FOUND"],
    ["an unknown task", ["complete", "refusing", "b"], 3, "TASK_NOT_FOUND"],
    ["a flow that has not ended", ["delete", "refusing"], 4, "FLOW_NOT_ENDED"],
    ["an ended flow", ["suspend", "ended"], 4, "FLOW_ENDED"],
    ["a bad namespace", ["list", "-n", "UPPER"], 2, "INVALID_FIELD"],
  ])("%s", async (_, args, code, reason) => {
    await run(ONE_TASK, "--flow-id", "refusing", "--on-conflict", "return-existing");
    await run('{"name": "ended"}', "--flow-id", "ended", "--on-conflict", "return-existing");
    const ended = await cli(...args);
    expect(ended.stderr).toContain(`(${reason})`);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended).toMatchObject({ code, stdout: "" });
  });

  test("says how many faults it does not list", async () => {
    const tasks = Array.from({ length: 12 }, (_, index) => ({ name: `t${index}`, type: "w", depends_on: "ghost" }));
    const { stderr } = await run(JSON.stringify({ tasks }));
    expect(stderr.split("\n")).toHaveLength(11);
    expect(stderr.split("\n").at(-1)).toBe("error: and 2 more: lazyengine validate lists them");
  });

  test("ends with 4 where the flow's id is taken", async () => {
    await run(ONE_TASK, "--flow-id", "taken");
    expect(await run(ONE_TASK, "--flow-id", "taken")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("FLOW_EXISTS"),
    });
  });

  test("ends with 5 where no server can be reached in time", async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    const { code, stderr } = await lazyengine(["list", "--address", nowhere, "--timeout", "300ms"]);
    expect(stderr).toMatch(/ECONNREFUSED[\s\S]*is the server up, and --address right\?/);
    expect(code).toBe(5);
  });
});
