/**
 * Every rule of docs/rules.md has a test that carries its name.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const rules = [...readFileSync(new URL("docs/rules.md", root), "utf8").matchAll(/^\| ([A-Z]\d) /gm)].map(
  ([, rule]) => rule,
);
const sources = readdirSync(new URL("test/", root), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.startsWith("structure/"))
  .map((path) => readFileSync(new URL(`test/${path}`, root), "utf8"));

test("docs/rules.md lists the rules", () => {
  expect(rules.length).toBeGreaterThan(20);
  expect(new Set(rules).size).toBe(rules.length);
});

test.each(rules)("a test carries the name of %s", (rule) => {
  // At the beginning of a title, of a test or of a group of them.
  const title = new RegExp(`["'\`]${rule}\\b`);
  expect(sources.some((source) => title.test(source))).toBe(true);
});
