// The commands that show: how long a definition would take, and what it looks like.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endAll, lazyengine, start } from "./lazyengine-process.js";

const SPEC = `
name: build
tasks:
  - {name: compile, type: sh}
  - {name: test, type: sh, depends_on: [compile], next: [{to: report, on: failure}]}
  - {name: docs, type: sh, depends_on: [compile]}
  - {name: "re\\"lease", noop: {}, join: {kind: at_least, count: 2}, depends_on: [test, docs]}
  - {name: report, type: mail}
  - {name: gate, noop: {}, next: [{target: pause, message: "look <here>"}]}
`;

let folder = "";
let file = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazyengine-seeing-"));
  file = join(folder, "build.yaml");
  await writeFile(file, SPEC);
});
afterAll(async () => {
  await endAll();
  await rm(folder, { recursive: true });
});

describe("simulate", () => {
  test("tells how long a file takes, by which tasks, and what does not run", async () => {
    const flags = ["--assume", "docs=5s", "--fail", "test", "--slots", "4"];
    const { code, stdout } = await lazyengine(["simulate", file, ...flags]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^MAKESPAN +6\.0s\n/);
    expect(stdout).toMatch(/\nDOOMED +re"lease$/m);
    expect(stdout).toMatch(/\ncompile +0\.0s +1\.0s +1\ndocs +1\.0s +6\.0s +1$/);
  });

  test("gives all of it as JSON", async () => {
    const { stdout } = await lazyengine(["simulate", file, "--failures", "compile=0", "-o", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      end: "ENDED",
      state: "SUCCEEDED",
      makespan: "2s",
      pauses: 1,
      critical_path: [{ task_id: "compile", start: "0s", end: "1s" }, { task_id: "test" }, { task_id: 're"lease' }],
      doomed: ["report"],
      batches: [
        { start: "0s", count: 2 },
        { start: "1s", count: 2 },
        { start: "2s", count: 1 },
      ],
    });
  });

  test("goes on from where a flow of the server stands", async () => {
    const dev = start(["dev", "--store", "memory", "--port", "0"]);
    const [, address = ""] = await dev.stdout(/^lazyengine ready grpc=(\S+)/);
    await lazyengine(["run", file, "--flow-id", "f", "--address", address]);
    const told = await lazyengine(["simulate", "--flow", "f", "--address", address, "--duration", "3s", "-o", "json"]);
    expect(JSON.parse(told.stdout)).toMatchObject({ state: "SUCCEEDED", makespan: "6s", pauses: 1, task_count: 4 });
  });

  test.each([
    ["neither a file nor a flow", ["simulate"]],
    ["both", ["simulate", "FILE", "--flow", "f"]],
    ["a task that is none", ["simulate", "FILE", "--fail", "nobody"]],
    ["a duration that is none", ["simulate", "FILE", "--assume", "test=soon"]],
    ["a number that is none", ["simulate", "FILE", "--failures", "test=-1"]],
  ])("refuses %s", async (_, args) => {
    const { code, stdout } = await lazyengine(args.map((arg) => arg.replace("FILE", file)));
    expect([code, stdout]).toEqual([2, ""]);
  });
});

describe("graph", () => {
  test("draws for Mermaid", async () => {
    const { code, stdout } = await lazyengine(["graph", file]);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      "flowchart TD",
      '  t0["compile<br/>(sh)"]',
      '  t1["test<br/>(sh)"]',
      '  t2["docs<br/>(sh)"]',
      '  t3("re#34;lease<br/>join: at least 2")',
      '  t4["report<br/>(mail)"]',
      '  t5("gate")',
      '  x1(("pause"))',
      '  t1 -->|"failure"| t4',
      '  t5 -->|"look #60;here#62;"| x1',
      "  t0 --> t1",
      "  t0 --> t2",
      "  t1 --> t3",
      "  t2 --> t3",
    ]);
  });

  test("draws for Graphviz", async () => {
    const { stdout } = await lazyengine(["graph", file, "--format", "dot"]);
    expect(stdout).toContain('digraph "build" {\n  t0 [shape=box, label="compile\\n(sh)"];');
    expect(stdout).toContain('  t3 [shape=ellipse, label="re\\"lease\\njoin: at least 2"];');
    expect(stdout).toContain('  t1 -> t4 [label="failure"];\n  t5 -> x1 [label="look <here>"];');
    expect(stdout).toMatch(/\}$/);
  });

  test("names the faults of a file that is no valid definition", async () => {
    const { code, stderr } = await lazyengine(["graph", "-"], { input: "tasks: [{name: a, depends_on: b}]" });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: stdin:1:/);
  });
});
