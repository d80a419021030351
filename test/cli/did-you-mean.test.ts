// What is suggested for a command, a flag or a value that there is not.
import { expect, test } from "vitest";
import { SUGGESTED_COMMANDS } from "../../src/cli/meant-command.js";
import { createProgram } from "../../src/cli/program.js";
import { commandLine } from "./command-line.js";

test.each([
  ["a slip in a command", ["simulat"], "unknown command 'simulat'\n(Did you mean simulate?)"],
  ["a command's name elsewhere", ["ps"], "unknown command 'ps'\n(Did you mean list?)"],
  ["a slip in a flag", ["list", "--lable", "a=b"], "unknown option '--lable'\n(Did you mean --label?)"],
  ["a slip in a choice", ["get", "f", "--view", "ful"], "It must be one of summary, tasks, full. Did you mean full?"],
  ["a slip in a setting's choice", ["list", "--time", "lokal"], 'got "lokal"; did you mean local?'],
  ["a slip in a state", ["list", "--state", "runing"], "succeeded, failed. Did you mean running?"],
])("%s", async (_, args, words) => {
  const { code, stdout, stderr } = await commandLine(args);
  expect(stderr).toContain(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("nothing is suggested where nothing is near", async () => {
  expect((await commandLine(["xyzzy"])).stderr).toBe("error: unknown command 'xyzzy'\nSee --help.");
});

test("what is suggested by its meaning is a command", () => {
  const names = createProgram().commands.map((command) => command.name());
  expect(SUGGESTED_COMMANDS.filter((name) => !names.includes(name))).toEqual([]);
});
