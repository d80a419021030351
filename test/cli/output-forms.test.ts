// The forms of output: every reading command writes each of them, and a person's and a program's agree.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Client } from "../../src/client/index.js";
import { commandLine } from "./command-line.js";
import { type ServerOfCommands, serverOfCommands } from "./server-of-commands.js";

let server: ServerOfCommands;
let address = "";
beforeAll(async () => {
  server = await serverOfCommands();
  address = server.address;
  const client = new Client({ address });
  const tasks = [
    { name: "a", type: "work" },
    { name: "b", type: "work", dependsOn: ["a"] },
  ];
  for (const flowId of ["f1", "f2"]) await client.run({ name: "forms", tasks }, { flowId, labels: { team: flowId } });
  await client.taskComplete({ flowId: "f2", taskId: "a", result: { n: 1 } });
  client.close();
});
afterAll(async () => {
  await server.stop();
});

function cli(...args: readonly string[]) {
  return commandLine([...args, "--address", address]);
}

describe.each([
  ["list", ["list"], ["f2", "f1"], { flows: [{ flow_id: "f2" }, { flow_id: "f1" }] }],
  ["list with filters", ["list", "--label", "team=f1", "--state", "running"], ["f1"], { flows: [{ flow_id: "f1" }] }],
  ["get", ["get", "f1"], ["a", "b"], { flow: { flow_id: "f1" }, tasks: [{ task_id: "a" }, { task_id: "b" }] }],
  ["get of the flow alone", ["get", "f1", "--view", "summary"], ["f1"], { flow: { flow_id: "f1" } }],
  ["explain", ["explain", "f1", "b"], ["b"], { task: { task_id: "b" }, reasons: [{ kind: "WAITS_FOR_TASKS" }] }],
  ["a simulation", ["simulate", "--flow", "f1"], ["a", "b"], { task_count: 2 }],
])("%s", (_, args, names, told) => {
  test("writes a table, and nothing else beside it", async () => {
    const { code, stdout, stderr } = await cli(...args);
    expect(stdout).toMatch(/^[A-Z]/);
    expect(stdout).not.toContain("\u001b");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("writes the same as json, yaml and, a line for each thing, jsonl", async () => {
    const json = JSON.parse((await cli(...args, "-o", "json")).stdout);
    expect(json).toMatchObject(told);
    expect(parse((await cli(...args, "-o", "yaml")).stdout)).toMatchObject(told);
    const lines = (await cli(...args, "-o", "jsonl")).stdout.split("\n").map((line) => JSON.parse(line));
    expect(lines).toMatchObject(json.flows ?? json.tasks ?? [told]);
  });

  test("writes the ids alone, or nothing", async () => {
    expect((await cli(...args, "-o", "name")).stdout.split("\n")).toEqual(names);
    expect(await cli(...args, "-o", "none")).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("what a flow holds of orders to a terminal, and of marks that turn text around", () => {
  const hostile = "\u001b[2J\u007f\u009b2J\u0085\u202egnp.exe\u2067\u200f\n  x\u2028";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is looked for
  const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
  beforeAll(async () => {
    const client = new Client({ address, namespace: "hostile" });
    await client.run({ name: "h", tasks: [{ name: "a", type: "work" }] }, { flowId: "hostile" });
    await client.taskComplete({ flowId: "hostile", taskId: "a", result: { [hostile]: [hostile] } });
    client.close();
  });

  test.each([
    ["json", JSON.parse],
    ["yaml", parse],
    ["jsonl", (text: string) => ({ tasks: [JSON.parse(text)] })],
  ] as const)("is escaped in %s, and comes whole to whoever parses it", async (form, parsed) => {
    const { stdout } = await cli("get", "hostile", "--namespace", "hostile", "--view", "full", "-o", form);
    expect(stdout).not.toMatch(unsafe);
    expect(parsed(stdout)).toMatchObject({ tasks: [{ result: { [hostile]: [hostile] } }] });
  });

  test("is left out of tables", async () => {
    expect((await cli("get", "hostile", "--namespace", "hostile", "--view", "full")).stdout).not.toMatch(unsafe);
  });
});

test("the form is named where it is none, with what is allowed and what was meant", async () => {
  const { code, stderr } = await cli("list", "-o", "jason");
  expect(stderr).toBe(
    'error: --output must be one of table, json, jsonl, yaml, name, none, got "jason"; did you mean json?',
  );
  expect(code).toBe(2);
});

test("colours follow --color, and NO_COLOR where it says nothing", async () => {
  const coloured = "\u001b[36mRUNNING";
  expect((await cli("list", "--color", "always")).stdout).toContain(coloured);
  const env = { NO_COLOR: "1" };
  expect((await commandLine(["list", "--address", address, "--color", "always"], env)).stdout).toContain(coloured);
  expect((await commandLine(["list", "--address", address], env)).stdout).not.toContain("\u001b");
  expect((await cli("list", "--color", "never")).stdout).not.toContain("\u001b");
});

test("times are told as asked for", async () => {
  const created = async (...flags: readonly string[]) => (await cli("get", "f1", "--view", "summary", ...flags)).stdout;
  expect(await created()).toMatch(/^CREATED +\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/m);
  expect(await created("--time", "local")).toMatch(/^CREATED +\S+ \d\d:\d\d:\d\d[+-]\d\d:\d\d$/m);
  expect(await created("--time", "relative")).toMatch(/^CREATED +\S.* ago$/m);
  expect((await cli("list", "--created-before", "1h")).stdout.split("\n")).toHaveLength(1);
  expect((await cli("list", "--created-after", "1h", "-o", "name")).stdout).toBe("f2\nf1");
});
