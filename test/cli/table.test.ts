// Tables for people: what they show, and what they never let through to the terminal.
import { describe, expect, test } from "vitest";
import { cut, printable, renderTable } from "../../src/cli/terminal/table.js";

describe("renderTable", () => {
  test("aligns columns and leaves no trailing blanks", () => {
    const lines = renderTable(
      [{ title: "TASK" }, { title: "TRIES", align: "right" }, { title: "STATE" }],
      [
        ["a", "1", "SUCCEEDED"],
        ["a-longer-name", "12", ""],
      ],
    );
    expect(lines).toEqual(["TASK           TRIES  STATE", "a                  1  SUCCEEDED", "a-longer-name     12"]);
  });

  test("counts characters, not UTF-16 units", () => {
    expect(renderTable([{ title: "N" }, { title: "X" }], [["🙂🙂", "x"]])).toEqual(["N   X", "🙂🙂  x"]);
  });

  test("narrows the widest columns first, so that the others are seen in a narrow terminal", () => {
    const columns = [{ title: "QUEUE" }, { title: "READY", align: "right" as const }, { title: "WORKER" }];
    expect(renderTable(columns, [["q".repeat(100), "12", "w".repeat(40)]], 30)).toEqual([
      "QUEUE          READY  WORKER",
      `${"q".repeat(12)}…     12  wwwwwww…`,
    ]);
    expect(renderTable(columns, [["q".repeat(100), "12", "w".repeat(40)]], 5)).toEqual(["QUEU…", "qqqq…"]);
    expect(renderTable(columns, [["q".repeat(100), "12", "w"]])[1]).toBe(`${"q".repeat(100)}     12  w`);
  });

  test("cuts lines that are wider than the terminal", () => {
    expect(renderTable([{ title: "NAME" }], [["abcdefghij"]], 6)).toEqual(["NAME", "abcde…"]);
  });
});

test.each([
  ["two\nlines\tand a tab", "two lines and a tab"],
  ["\u001b[31mred\u001b[0m", "[31mred [0m"],
  ["right\u202eto left", "right to left"],
  ["plain — ünïcode", "plain — ünïcode"],
])("makes %j safe for a terminal", (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("cuts to the width, the ellipsis included", () => {
  expect(cut("abcdef", 4)).toBe("abc…");
  expect(cut("abcdef", 6)).toBe("abcdef");
  expect(cut("abcdef", undefined)).toBe("abcdef");
});
