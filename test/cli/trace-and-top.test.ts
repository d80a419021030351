// What was done for a flow as a tree, and what waits and runs in a namespace, against a server on the memory store.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { commandLine } from "./command-line.js";
import { type ServerOfCommands, serverOfCommands } from "./server-of-commands.js";

let server: ServerOfCommands;
let client: Client;
beforeAll(async () => {
  server = await serverOfCommands();
  client = new Client({ address: server.address });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

function cli(...args: readonly string[]) {
  return commandLine([...args, "--address", server.address]);
}

/** Claims what is ready on a queue, as one session. */
async function claimed(queue: string) {
  const { tasks } = await client.pollReadyTasks({
    sessionId: "s1",
    workerId: "w1",
    queues: [queue],
    maxTasks: 10,
    wait: "10s",
  });
  return tasks;
}

describe("trace", () => {
  test("shows tasks with their attempts and the flows within, and ends as the flow did", async () => {
    const inner = { name: "inner", tasks: [{ name: "leaf", type: "traced" }] };
    await client.run(
      {
        name: "outer",
        tasks: [
          { name: "first", type: "traced", retry: { maxAttempts: 2, initialInterval: 0 } },
          { name: "second", flow: inner, dependsOn: ["first"] },
        ],
      },
      { flowId: "traced" },
    );
    const [first] = await claimed("traced");
    const failure = { type: "TORN", message: "in two" };
    await client.taskComplete({ flowId: "traced", taskId: "first", claimToken: first?.claimToken ?? "", failure });
    for (const taskId of ["first", "leaf"]) {
      const [task] = await claimed("traced");
      expect(task?.taskId).toBe(taskId);
      const { flowId = "", claimToken = "" } = task ?? {};
      await client.taskComplete({ flowId, taskId, claimToken, result: null });
    }
    const { code, stdout } = await cli("trace", "traced");
    const lines = stdout.split("\n").map((line) => line.replaceAll(/\d+\.\ds/g, "T").replaceAll(/~\d+/g, "~N"));
    expect(lines).toEqual([
      "flow traced  outer  SUCCEEDED  T",
      "├─ first  SUCCEEDED  T",
      "│  ├─ #1  FAILED  T  after T  by w1  TORN: in two",
      "│  └─ #2  SUCCEEDED  T  after T  by w1",
      "└─ second  SUCCEEDED  T",
      "   └─ #1  SUCCEEDED  T  as flow traced~N",
      "      └─ leaf  SUCCEEDED  T",
    ]);
    expect(code).toBe(0);
    const { stdout: names } = await cli("trace", "traced", "-o", "name");
    expect(names.replaceAll(/~\d+/g, "~N").split("\n")).toEqual([
      "traced/first#1",
      "traced/first#2",
      "traced/second#1",
      "traced~N/leaf#1",
    ]);
    const whole = JSON.parse((await cli("trace", "traced", "-o", "json")).stdout);
    expect(whole.tasks[1].attempts[0].within).toMatchObject({
      flow: { flow_id: expect.stringMatching(/^traced~/) },
      tasks: [{ task_id: "leaf" }],
    });
  });

  test("on a terminal draws the tree in its place, in colours, no wider than the terminal", async () => {
    const tasks = [{ name: `t${"o".repeat(60)}`, type: "wide" }];
    await client.run({ name: "wide", tasks }, { flowId: "wide" });
    const [task] = await claimed("wide");
    const { taskId = "", claimToken = "" } = task ?? {};
    await client.taskComplete({ flowId: "wide", taskId, claimToken, result: null });
    const { code, stdout } = await commandLine(["trace", "wide", "--address", server.address], {}, { columns: 40 });
    expect(stdout).toContain("\u001b[32mflow wide  wide  SUCCEEDED");
    expect(stdout).toMatch(/└─ .*to{35}…/);
    expect(stdout.endsWith("\u001b[?25h")).toBe(true);
    expect(code).toBe(0);
  });

  test("with --once shows what there is by now, and does not wait", async () => {
    await client.run({ name: "open", tasks: [{ name: "a", type: "nobody" }] }, { flowId: "open" });
    const { code, stdout } = await cli("trace", "open", "--once");
    expect(stdout).toMatch(/^flow open {2}open {2}RUNNING.*\n└─ a {2}READY {2}waits since/);
    expect(code).toBe(0);
  });

  test("of a flow that there is not ends with 3", async () => {
    expect(await cli("trace", "no-such")).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("FLOW_NOT_FOUND"),
    });
  });
});

describe("top", () => {
  test("shows what waits on each queue and what each session holds", async () => {
    const own = ["-n", "busy"];
    const busy = new Client({ address: server.address, namespace: "busy" });
    const tasks = ["a", "b", "c"].map((name) => ({ name, type: "dig" }));
    await busy.run({ name: "dig", tasks }, { flowId: "dig" });
    await busy.run({ name: "rest", tasks: [{ name: "z", type: "rest" }] }, { flowId: "rest" });
    await busy.suspendFlow("rest");
    await busy.pollReadyTasks({ sessionId: "digger", workerId: "w7", queues: ["dig"], maxTasks: 2 });
    busy.close();
    const { code, stdout } = await cli("top", ...own);
    expect(stdout).toMatch(
      /^QUEUE +READY +OLDEST +RUNNING +DELAYED +SUSPENDED\ndig +1 +\d\S* +2 +0 +0\nrest +0 +0 +0 +1$/m,
    );
    expect(stdout).toMatch(/^digger +w7 +2 +\d\S* +dig$/m);
    expect(stdout).toMatch(/^Flows under way: 2\.$/m);
    expect(code).toBe(0);
    expect(JSON.parse((await cli("top", ...own, "-o", "json")).stdout)).toMatchObject({
      queues: [
        { queue: "dig", ready: 1, running: 2, ready_since_time: expect.stringMatching(/Z$/) },
        { queue: "rest", suspended: 1 },
      ],
      sessions: [{ session_id: "digger", worker_id: "w7", holds: 2, queues: ["dig"] }],
    });
    expect((await cli("top", ...own, "--flows", "1")).stdout).toContain("there are more, see --flows");
  });
});
