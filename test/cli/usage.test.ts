// What the command says where it is used wrongly, and that it never shows a stack.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "./command-line.js";
import { lazyengine } from "./lazyengine-process.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazyengine-usage-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("wrong use ends with 2 and says what is wrong", () => {
  test.each([
    ["an unknown command", ["lst"], /unknown command 'lst'[\s\S]*Did you mean list/],
    ["an unknown flag", ["list", "--limt", "3"], /unknown option '--limt'[\s\S]*Did you mean --limit/],
    ["a missing argument", ["get"], /missing required argument 'flow-id'/],
    ["a superfluous argument", ["get", "a", "b"], /too many arguments/],
    ["a bad number", ["list", "--limit", "many"], /--limit.*'many' is invalid\. It must be a whole number/],
    ["a bad choice", ["get", "f", "--view", "all"], /It must be one of summary, tasks, full/],
    ["a bad label", ["list", "--label", "team"], /It must be KEY=VALUE/],
    [
      "a bad state",
      ["list", "--state", "runing"],
      /--state runing: there is no such state; it must be one of pending, .*\. Did you mean running\?/,
    ],
    ["a bad duration", ["cancel", "f", "--grace", "soon"], /It must be a duration such as 250ms/],
    ["a bad time", ["list", "--created-after", "yesterday"], /It must be a time such as 2026-/],
    ["a bad value of a setting", ["list", "--timeout", "1x"], /--timeout must be a duration.*got "1x"/],
    [
      "a result that is no JSON",
      ["complete", "f", "t", "--result", "hello"],
      /--result must be JSON.*quotes of its own/,
    ],
    [
      "an address without a port",
      ["list", "--address", "localhost"],
      /--address must be HOST:PORT, such as .*"localhost"/,
    ],
    ["an address with a scheme", ["list", "--address", "http://h:1"], /--address must be HOST:PORT/],
    ["a port that is none", ["list", "--address", "h:70000"], /--address must be HOST:PORT/],
    ["half of a client's certificate", ["list", "--tls-client-cert", "c.pem"], /go together: give both or none/],
    ["a file that is not there", ["validate", "no-such.yaml"], /cannot read no-such\.yaml: ENOENT/],
    ["serving without a store", ["serve"], /--mongodb is needed/],
    ["migrating without a database", ["migrate"], /--mongodb is needed/],
    ["an address of the store that is none", ["serve", "--mongodb", "mongodb//x"], /^error: --mongodb is no .*scheme/],
    [
      "a port of the store that is none",
      ["migrate", "--mongodb", "mongodb://h:99999"],
      /^error: --mongodb is .*h:99999/,
    ],
    [
      "an option of the store that there is not",
      ["serve", "--mongodb", "mongodb://h/?foo=1"],
      /^error: --mongodb is .*foo/,
    ],
    [
      "a file of the store's address that is not there",
      ["serve", "--mongodb", "mongodb://127.0.0.1:1/?tls=true&tlsCAFile=/no/such"],
      /^error: --mongodb is .*\/no\/such/,
    ],
    [
      "a database's name that is none",
      ["serve", "--mongodb", "mongodb://h", "--database", "a.b"],
      /^error: --database is no name of a database/,
    ],
    ["a host with a scheme", ["dev", "--http-hosts", "https://foo"], /--http-hosts must be names .*"https:\/\/foo"/],
    [
      "an authority that is no certificate",
      ["list", "--tls-ca", "package.json"],
      /^error: --tls-ca: package\.json holds no certificate$/,
    ],
  ])("%s", async (_, args, words) => {
    const { code, stdout, stderr } = await commandLine(args);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

test("a variable that is no setting is named, with what was probably meant", async () => {
  const env = { LAZYENGINE_ADRESS: "127.0.0.1:1", LAZYENGINE_TASK_ID: "of a worker", LAZYENGINE_MONGODB: "u" };
  const { code, stderr } = await lazyengine(["validate", "-"], { env, input: "name: x\n" });
  expect(stderr).toBe("warning: LAZYENGINE_ADRESS is no setting and ignored; did you mean LAZYENGINE_ADDRESS?");
  expect(code).toBe(0);
});

describe("help", () => {
  test("lists the commands and the exit codes", async () => {
    const { code, stdout, stderr } = await commandLine(["--help"]);
    for (const name of ["dev", "serve", "run", "worker", "migrate"])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout).toMatch(/Exit codes:\n\s+0 {2}done/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("names each setting's variable and default", async () => {
    const { stdout } = await commandLine(["serve", "--help"]);
    expect(stdout.replace(/\s+/g, " ")).toMatch(
      /--port <PORT> The port of gRPC\..*Default: 50051\. \[LAZYENGINE_PORT\]/,
    );
    expect(stdout).toContain("--no-reflection");
    expect(stdout).not.toContain("--no-insecure");
  });

  test("tells the version", async () => {
    expect(await commandLine(["--version"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });
});

describe("validate", () => {
  async function validate(name: string, text: string, ...flags: readonly string[]) {
    const file = join(folder, name);
    await writeFile(file, text);
    return commandLine(["validate", file, ...flags]);
  }

  test("says what is in a good definition, without a server", async () => {
    const text = "name: demo\ntasks:\n  - {name: a, type: work}\n  - {name: b, type: work, depends_on: a}\n";
    expect(await validate("good.yaml", text)).toMatchObject({
      code: 0,
      stdout: "valid: demo, 2 tasks, 1 dependencies, 2 levels",
    });
    const { stdout } = await validate("good.yaml", text, "-o", "json");
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, name: "demo", tasks: 2, levels: 2 });
  });

  test("takes a definition from stdin", async () => {
    expect(await lazyengine(["validate", "-"], { input: "name: x\n" })).toMatchObject({
      code: 0,
      stdout: "valid: x, 0 tasks, 0 dependencies, 0 levels",
    });
  });

  test("names line and column of what cannot be read", async () => {
    const { code, stderr } = await validate("typo.yaml", "name: x\ntaks: []\n");
    expect(stderr).toMatch(/typo\.yaml:2:1: .*did you mean `?tasks/i);
    expect(code).toBe(2);
  });

  test("moves no cursor and colours nothing, whatever stands in the file", async () => {
    const text = 'name: x\n"k\\e[5mey\\x9b2J": 1\ntasks: []\n';
    const { code, stderr } = await validate("escapes.yaml", text);
    expect(code).toBe(2);
    expect(stderr).toContain("k [5mey 2J");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test("names every fault of what can be read", async () => {
    const text = "tasks:\n  - {name: a, type: w, depends_on: [b]}\n  - {name: b, type: w, depends_on: [a, ghost]}\n";
    const { code, stderr } = await validate("cycle.yaml", text);
    const file = join(folder, "cycle.yaml");
    expect(stderr.split("\n")).toEqual([
      `error: ${file}:3:40: tasks[1].depends_on[1].task: the definition has no task "ghost"`,
      `error: ${file}:2:37: tasks[0].depends_on[0].task: the tasks wait for each other in a circle of 2: a -> b -> a`,
    ]);
    expect(code).toBe(2);
    const json = await validate("cycle.yaml", text, "-o", "json");
    const place = { line: 3, column: 40, path: "tasks[1].depends_on[1].task" };
    expect(JSON.parse(json.stdout)).toMatchObject({
      valid: false,
      faults: [
        { ...place, reason: "UNKNOWN_DEPENDENCY", message: expect.any(String) },
        { reason: "CYCLE", line: 2 },
      ],
    });
  });

  test("names the place of a task without work, and in JSON that of a fault in the form", async () => {
    const { stderr } = await validate("idle.yaml", "tasks:\n  - type: w\n    name: a\n  - name: b\n");
    expect(stderr).toBe(
      `error: ${join(folder, "idle.yaml")}:4:5: tasks[1].work: is required: type, noop, flow or flow_digest`,
    );
    const { code, stdout } = await validate("typo.yaml", "name: x\ntaks: []\n", "-o", "json");
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, faults: [{ path: "taks", line: 2, column: 1 }] });
    expect(code).toBe(2);
  });
});
