/**
 * What an expression may read is found without parsing it: never less than it reads.
 */
import { expect, test } from "vitest";
import { Expression } from "../../src/core/expressions/expression.js";
import { mentions } from "../../src/core/expressions/mentions.js";

const TEXTS = [
  "tasks.a.result.id == 1 && tasks.b.state == 'FAILED'",
  "tasks[\"a\"].result == tasks['b'].result",
  "tasks . a . result == null || tasks [ 'b' ] . failure == null",
  "(tasks).a.result == 1",
  "tasks // tasks.c\n .a.result == 1",
  'tasks["\\u0061"].result == 1',
  'tasks[r"a"].result == 1',
  'tasks["""a"""].result == 1',
  '[tasks.a].exists(t, t["re" + "sult"] == 1)',
  "tasks.a['result'] == tasks.b['state']",
  "input.tasks.a.result == context.result && previous.size() == round",
  "globals.x == 1 && globals['y'] == 2 && attempt > tries",
  'result.x == "tasks.b.result" && state == "SUCCEEDED"',
  "has(tasks.a.result) && !has(tasks.b.result.x)",
  "tasks.a.failure.type == 'E' && tasks.a.result == 1",
  "tasks.tasks.result == 1",
  "1 == //.\n result",
];

test.each(TEXTS)("%s", (text) => {
  const expression = new Expression(text, "condition", "path");
  const { reads } = expression;
  const { names, results } = mentions(expression);
  const withResult = [...reads.tasks].filter(([, isRead]) => isRead).map(([task]) => task);
  expect([...names]).toEqual(expect.arrayContaining([...reads.names]));
  if (results !== undefined) expect(results).toEqual(expect.arrayContaining(withResult));
});

test("no other results than it reads, where it is written plainly", () => {
  const text =
    "tasks.a.result.id == 1 && tasks['b'].result == 2 && tasks.c.state == 'FAILED' && input.x == tasks.d.failure";
  expect(mentions({ text, kind: "condition" }).results).toEqual(["a", "b"]);
});

test("as many as a definition has are looked at at once, whatever they say", () => {
  const parts = ["tasks . a . result != null || ", "tasks ", 'tasks["', "tasks.a .", " ", "a", '"'];
  const texts = parts.map((part) => part.repeat(Math.floor(4_096 / part.length)));
  const began = performance.now();
  for (const text of texts) for (let at = 0; at < 64; at += 1) mentions({ text: `tasks.a${text}`, kind: "condition" });
  expect(performance.now() - began).toBeLessThan(2_000);
});
