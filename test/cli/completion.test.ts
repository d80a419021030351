// What the command offers to a shell that completes its words, and that the shells get it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { completeWords, type ValueSource } from "../../src/cli/completion/complete-words.js";
import { SHELL_SCRIPTS, SHELLS } from "../../src/cli/completion/shell-scripts.js";
import { createProgram } from "../../src/cli/program.js";
import { type CommandRow, commandTable } from "../../src/cli/reference/command-table.js";
import { distUrl } from "../run/once-per-run.js";
import { commandLine } from "./command-line.js";

let table: CommandRow;
beforeAll(() => {
  table = commandTable(createProgram());
});

async function offered(...words: readonly string[]): Promise<readonly string[] | string> {
  const ask = async (source: ValueSource, given: Readonly<Record<string, string>>) =>
    source === "flows" ? ["flow-1", "flow-2", `flow-of-${given["--namespace"]}`] : ["prod", "test"];
  const completion = await completeWords(table, words, ask);
  return "shell" in completion ? completion.shell : completion.candidates.map(({ value }) => value);
}

test.each([
  ["a command", ["si"], ["simulate"]],
  ["a command below another", ["config", ""], ["show", "list", "use", "set", "unset"]],
  ["a flag", ["list", "--cre"], ["--created-after", "--created-before"]],
  [
    "a flag that was given before only where it may be repeated",
    ["list", "--limit", "1", "--label", "a=b", "--l"],
    ["--label"],
  ],
  ["a flag's choices", ["list", "-o", ""], ["table", "json", "jsonl", "yaml", "name", "none"]],
  ["those after an equals sign", ["list", "--output=js"], ["json", "jsonl"]],
  ["a state", ["get", "f", "--state", "re"], ["ready", "reverting", "reverted", "revert_failed", "retrying"]],
  ["a flow, of the namespace that is meant", ["get", "-n", "mine", "flow-o"], ["flow-of-mine"]],
  ["a flow after a flag without a value", ["trace", "--once", "flow-1"], ["flow-1"]],
  ["a profile", ["list", "--profile", "p"], ["prod"]],
  ["a profile to use", ["config", "use", ""], ["prod", "test"]],
  ["a key", ["config", "set", "tok"], ["token", "token_file"]],
  ["a shell", ["completion", ""], ["bash", "zsh", "fish"]],
  ["nothing for a text", ["cancel", "f", "--reason", ""], []],
  ["nothing where all arguments are there", ["cancel", "f", ""], []],
  ["no flag after --", ["worker", "--", "--q"], []],
  ["nothing below a command that is none", ["no-such", "--x"], []],
])("offers %s", async (_, words, candidates) => {
  expect(await offered(...words)).toEqual(candidates);
});

test("leaves files to the shell", async () => {
  expect(await offered("run", "")).toBe("files");
  expect(await offered("list", "--config=")).toBe("files");
  expect(await offered("dev", "--data", "")).toBe("folders");
});

test("every command and flag is offered, and neither that which answers the shell nor what is hidden", async () => {
  const commands = await offered("");
  expect(commands).toEqual(table.commands.map(({ name }) => name));
  expect(commands).not.toContain("complete-words");
  for (const { name, flags, commands: below } of table.commands) {
    if (below.length > 0) continue;
    expect(await offered(name, "-")).toEqual(flags.filter(({ hidden }) => !hidden).map(({ long }) => long));
  }
});

test("the shell is answered by a line for each candidate, also where no server can be asked", async () => {
  expect((await commandLine(["complete-words", "--", "exp"])).stdout).toMatch(/^explain\tTells why a task/);
  const nowhere = ["complete-words", "--", "get", "--address", "127.0.0.1:1", "--timeout", "100ms", ""];
  expect(await commandLine(nowhere)).toEqual({ code: 0, stdout: "", stderr: "" });
});

describe("bash", () => {
  let main = "";
  beforeAll(async () => {
    main = fileURLToPath(new URL("bin/lazyengine.js", await distUrl()));
  });

  /** What bash would offer for these words, as it splits them. */
  function completed(...words: readonly string[]): readonly string[] {
    const folder = mkdtempSync(join(tmpdir(), "lazyengine-bash-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "flow.yaml"), "");
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script = `${SHELL_SCRIPTS.bash}
lazyengine() { '${process.execPath}' '${main}' "$@"; }
COMP_WORDS=(lazyengine ${quoted}); COMP_CWORD=${words.length}
_lazyengine lazyengine
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8", cwd: folder });
    expect(stderr).toBe("");
    return stdout.trimEnd().split("\n");
  }

  test("completes commands, choices after an equals sign, and files", () => {
    expect(completed("sim")).toEqual(["simulate"]);
    expect(completed("list", "--output", "=", "js")).toEqual(["json", "jsonl"]);
    expect(completed("run", "fl")).toEqual(["flow.yaml"]);
  });
});

describe.each(SHELLS)("the script for %s", (shell) => {
  const has = installed(shell);
  if (!has) console.warn(`skipped: ${shell} is not installed, so its script for completion was not read by it`);

  test.skipIf(!has)("is read by the shell without complaint", () => {
    const folder = mkdtempSync(join(tmpdir(), "lazyengine-script-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "script");
    writeFileSync(file, SHELL_SCRIPTS[shell]);
    const { status, stderr } = spawnSync(shell, ["-n", file], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("is what the command writes", async () => {
    expect(await commandLine(["completion", shell])).toEqual({
      code: 0,
      stdout: SHELL_SCRIPTS[shell].trimEnd(),
      stderr: "",
    });
  });
});

test.skipIf(!installed("fish"))("fish offers what the command does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-fish-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const main = fileURLToPath(new URL("bin/lazyengine.js", await distUrl()));
  const onPath = join(folder, "lazyengine");
  writeFileSync(onPath, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
  const script = `${SHELL_SCRIPTS.fish}\ncomplete -C 'lazyengine list --output=js'`;
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, PATH: `${folder}:${process.env["PATH"]}` };
  const { stdout, stderr } = spawnSync("fish", ["-c", script], { encoding: "utf8", cwd: folder, env });
  expect(stderr).toBe("");
  expect(stdout.trim().split("\n")).toEqual(["--output=json", "--output=jsonl"]);
});

function installed(shell: string): boolean {
  return spawnSync(shell, ["-c", "true"]).error === undefined;
}

test("a shell that there is no script for is refused with those that there are", async () => {
  expect(await commandLine(["completion", "tcsh"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("bash, zsh, fish"),
  });
});
