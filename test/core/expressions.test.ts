/**
 * Expressions: what they give, and what is refused of them before and while they are evaluated.
 */
import { describe, expect, test } from "vitest";
import { Expression, expressionFault } from "../../src/core/expressions/expression.js";
import { ExpressionFault } from "../../src/core/expressions/fault.js";
import { readableOf } from "../../src/core/expressions/json-values.js";
import type { ExpressionKind } from "../../src/core/expressions/names.js";
import { LIMITS } from "../../src/core/limits.js";

const TASKS = new Set(["a", "b-c"]);

function value(text: string, input: unknown = null): unknown {
  return new Expression(text, "output", "path").value({ input: readableOf(input) }, { steps: 10_000 });
}

function fault(text: string, kind: ExpressionKind = "condition"): string | undefined {
  const found = expressionFault(text, kind, TASKS);
  return found && `${found.position.line}:${found.position.column} ${found.message}`;
}

describe("what they give", () => {
  test.each<[string, unknown, unknown]>([
    ["input.a.b", { a: { b: [1, "x", null] } }, [1, "x", null]],
    ["input['a b'] + 1", { "a b": 2 }, 3],
    ["input.n + 0.5", { n: 2 }, 2.5],
    ["1.5 * 2", undefined, 3],
    ["7 / 2", undefined, 3],
    ["7 / 2.0", undefined, 3.5],
    ["input.x == 1.0", { x: 1 }, true],
    ["has(input.x) && input.x == null", { x: null }, true],
    ["has(input.x)", {}, false],
    ["has(input.x)", null, false],
    ["'x' in input", { x: null }, true],
    ["input.filter(x, x > 1).map(x, x * 2)", [1, 2, 3], [4, 6]],
    ["input.map(x, x.ok, x.n)", [{ ok: true, n: 1 }, { ok: false }], [1]],
    [
      "input.map(x, input.map(y, x + y))",
      [1, 2],
      [
        [2, 3],
        [3, 4],
      ],
    ],
    ["input.exists_one(x, x == 1)", [1, 2], true],
    ["[1] + input + [3]", [2], [1, 2, 3]],
    ["size('äöü€😀')", undefined, 5],
    ["'a,b'.split(',').join('-').upperAscii()", undefined, "A-B"],
    ["'banana'.replace('an', '<>')", undefined, "b<><>a"],
    ["int('-12') + int(3.9)", undefined, -9],
    ["string(1) + string(true) + string(1.5)", undefined, "1true1.5"],
    ["type(input) == int", 1, true],
    ["timestamp('2026-01-02T03:04:05Z') + duration('60s')", undefined, "2026-01-02T03:05:05Z"],
    ["timestamp(1)", undefined, "1970-01-01T00:00:01Z"],
    ["duration('1.5s')", undefined, "1.500s"],
    ["b'abc'", undefined, "YWJj"],
    ["{'a': 1, 'b': [null]}", undefined, { a: 1, b: [null] }],
    ["{'__proto__': 1}.map(k, k)", undefined, ["__proto__"]],
    ["input.__proto__", JSON.parse('{"__proto__": 5}'), 5],
    ["input.constructor", { constructor: 6 }, 6],
  ])("%s of %j is %j", (text, input, expected) => {
    expect(JSON.parse(JSON.stringify(value(text, input)))).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ["input.a.b", {}, "1:6 field not found: a"],
    ["input.a", null, "1:6 field not found: a"],
    ["1 +\n  input", "x", "1:3 found no matching overload for '_+_' applied to '(int, string)'"],
    ["input[3]", [1], "1:1 index 3 out of bounds [0, -1)"],
    ["1 / input", 0, "1:3 int divide by zero"],
    ["int(input)", "0x10", '1:1 "0x10" is no whole number'],
    ["double(input)", "abc", '1:1 "abc" is no number'],
    ["9007199254740993 + input", 0, "1:1 9007199254740993 is more than JSON carries exactly"],
    ["1.0 / 0.0", undefined, "1:1 Infinity has no form in JSON"],
    ["type(1)", undefined, "1:1 a type has no form in JSON"],
  ])("%s of %j fails: %s", (text, input, expected) => {
    const failing = () => value(text, input);
    expect(failing).toThrow(ExpressionFault);
    expect(told(failing)).toBe(expected);
  });

  test("the same values give the same, however often they are evaluated", () => {
    const expression = new Expression("input.map(x, [x, x])", "output", "path");
    const values = { input: readableOf([1, 2]) };
    const first = expression.value(values, { steps: 1_000 });
    expect(expression.value(values, { steps: 1_000 })).toEqual(first);
    expect(first).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test("a list is read out element by element; what is none is refused", () => {
    const values = { input: readableOf([{ a: 1 }, [2], null]) };
    const items = (text: string) => new Expression(text, "items", "path").list(values, { steps: 1_000 });
    expect(JSON.stringify(items("input"))).toBe('[{"a":1},[2],null]');
    expect(() => items("input[0]")).toThrow(/must give a list, gave a map/);
    const long = { input: readableOf(Array.from({ length: 50_000 }, (_, index) => index)) };
    expect(new Expression("input", "items", "path").list(long, { steps: 1_000 })).toHaveLength(50_000);
  });

  test("a decision has steps for all of its expressions together, and an expression has its own", () => {
    const expression = new Expression("input.all(x, x > 0)", "condition", "path");
    const values = { input: readableOf([1, 2, 3]) };
    const budget = { steps: 200 };
    while (budget.steps > 60) expect(expression.holds(values, budget)).toBe(true);
    expect(() => {
      for (let times = 0; times < 5; times += 1) expression.holds(values, budget);
    }).toThrow(/takes more than \d+ steps/);
    const long = readableOf(Array.from({ length: LIMITS.expressionSteps }, () => 1));
    expect(() => expression.holds({ input: long }, { steps: Number.MAX_SAFE_INTEGER })).toThrow(/takes more than/);
  });
});

function told(failing: () => unknown): string {
  try {
    return String(failing());
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return `${error.position.line}:${error.position.column} ${error.message}`;
  }
}

describe("what is refused of their text", () => {
  test.each<[string, string]>([
    ["", "1:1 is empty"],
    ["  ", "1:1 is empty"],
    ["input ==", "1:7 is no expression: found = but expecting end of input"],
    ["(input", "1:1 a ) is missing"],
    ["input\n]", "2:1 unexpected ]"],
    ["input == 'x", "1:10 the text is not closed"],
    [
      "input.x == nme",
      "1:12 unknown name nme; known are input, tasks, globals, flow, context, round, previous, attempt, tries, state, result, failure",
    ],
    ["tasks.z.state == 'FAILED'", '1:6 the definition has no task "z"'],
    ["tasks['b-c'].stat == ''", "1:13 a task has no member stat; known are state, result, failure"],
    ["size(tasks) > 0", '1:6 tasks must be followed by the name of a task: tasks.NAME or tasks["NAME"]'],
    ["flow.nme == ''", "1:5 flow has no member nme; known are id, name, labels"],
    ["tries + 1", "1:7 must give a bool, gives a int"],
    ["'a' + 1 == 'a1'", "1:5 there is no string + int"],
    ["tries.x == 1", "1:6 a int has no member x"],
    ["!tries", "1:1 there is no !int"],
    ["tries && true", "1:1 must be a bool, is a int"],
    ["tries.all(x, true)", "1:1 must be a list or a map, is a int"],
    ["state.size(1) == 1", "1:6 there is no string.size(int)"],
    ["state.matches('a+')", "1:6 there is no function matches"],
    ["now() > 1", "1:1 there is no function now"],
    ["google.protobuf.Duration{} == null", "1:1 there are no messages, such as google.protobuf.Duration"],
    ["[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))", "1:37 macros must be nested at most 3 deep"],
    [`${"(".repeat(25)}true${")".repeat(25)}`, "1:25 must be nested at most 24 deep"],
    [`'${"x".repeat(4096)}' == ''`, "1:1 must be at most 4096 bytes, got 4104"],
    [`[${"1,".repeat(250)}1] == []`, "1:401 must be at most 400 words and signs"],
    [
      `${list(40)}.all(a, ${list(40)}.all(b, ${list(40)}.all(c, a + b + c > 0)))`,
      "1:82 must take at most 15000 steps, takes about 782764",
    ],
  ])("%s: %s", (text, expected) => {
    expect(fault(text)).toBe(expected);
  });

  test.each([
    "input.tasks.z == 1",
    "[1].all(tasks, tasks.z == 1)",
    "has(tasks.a.result) && tasks['b-c'].state == 'SUCCEEDED'",
    "globals.x == globals['y']",
    'input == "(((" // )))\n',
    "state == '''it's'''",
    "type(result) == map ? result.ok : bool(result)",
  ])("%s is fine", (text) => {
    expect(fault(text)).toBeUndefined();
  });

  test("what they read is known before", () => {
    const { reads } = new Expression("tasks.a.state == '' || tasks['b-c'].result.x == globals.g", "condition", "path");
    expect([...reads.names].sort()).toEqual(["globals", "tasks"]);
    expect([...reads.tasks]).toEqual([
      ["a", false],
      ["b-c", true],
    ]);
    expect([...(reads.globals ?? [])]).toEqual(["g"]);
    expect(new Expression("size(globals) > 0", "condition", "path").reads.globals).toBeUndefined();
  });
});

function list(length: number): string {
  return `[${Array.from({ length }, () => "1").join(",")}]`;
}
