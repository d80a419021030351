// Help, manual pages and the reference say the same of every command: they are made of the commands themselves.
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { allCommands, commandTable } from "../../src/cli/reference/command-table.js";
import { manualName, manualPage } from "../../src/cli/reference/manual-page.js";
import { referencePage } from "../../src/cli/reference/reference-page.js";

const table = commandTable(createProgram());
const commands = allCommands(table);

test("every command, flag and argument says what it is for", () => {
  const silent = commands.flatMap(({ path, description, flags, arguments: args }) => [
    ...(description === "" ? [path] : []),
    ...flags.filter((flag) => flag.description === "").map(({ long }) => `${path} ${long}`),
    ...args.filter((argument) => argument.description === "").map(({ name }) => `${path} ${name}`),
  ]);
  expect(silent).toEqual([]);
});

test("no two flags of a command have the same name or letter", () => {
  for (const { path, flags } of commands) {
    const names = flags.flatMap(({ long, short }) => [long, ...(short === undefined ? [] : [short])]);
    expect(names.length, path).toBe(new Set(names).size);
  }
});

test("the reference has a section for each command, with all its flags", () => {
  const page = referencePage(table);
  for (const { path, flags, commands: below } of commands) {
    if (below.length > 0) continue;
    expect(page).toContain(`\n## ${path}\n`);
    for (const { long, hidden } of flags) if (!hidden && long !== "--help") expect(page, path).toContain(long);
  }
});

describe("manual pages", () => {
  const formats =
    spawnSync("man", ["--version"]).error === undefined && spawnSync("groff", ["--version"]).error === undefined;
  if (!formats) console.warn("skipped: man and groff are not both installed, so the manual pages were not formatted");

  test("name every flag, and are safe from what begins like a macro", () => {
    for (const command of commands) {
      const page = manualPage(command, "1.2.3");
      for (const { long, hidden } of command.flags) if (!hidden) expect(page).toContain(long.replaceAll("-", "\\-"));
      expect(page.split("\n").filter((line) => /^'/.test(line))).toEqual([]);
    }
  });

  test.skipIf(!formats)("are formatted without a warning", () => {
    const text = commands.map((command) => manualPage(command, "1.2.3")).join("");
    const { stderr, status } = spawnSync("groff", ["-man", "-Tutf8", "-ww", "-z"], { input: text, encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });

  test("have names by which man finds them", () => {
    expect(commands.map(manualName)).toContain("lazyengine-config-set");
  });
});
