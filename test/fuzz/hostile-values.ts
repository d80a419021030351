// Values, names and texts of users who mean no good, or know no better.
import type { JsonValue } from "@bufbuild/protobuf";
import type { SeededRandom } from "../core/seeded-random.js";

const KEYS = [
  "$set",
  "$where",
  "a.b",
  ".",
  "",
  "\u0000",
  "__proto__",
  "constructor",
  "toString",
  "_id",
  "é\u0301",
  "\ud83d\ude00",
  "x".repeat(300),
];
const STRINGS = [
  ...KEYS,
  "$$ROOT",
  "'; drop",
  "<script>",
  "\u2028",
  "\uffff",
  "a\u0000b",
  "1".repeat(400),
  "-0",
  "null",
  "true",
];
const NUMBERS = [0, -0, 1e308, -1e308, 5e-324, 2 ** 53, -(2 ** 53), 0.1, 1e21, 123456789012345680000];
const DEEP = 200;

export function hostileString(random: SeededRandom): string {
  return random.pick(STRINGS);
}

/** Of at most some hundred parts; now and then very deep. */
export function hostileJson(random: SeededRandom, depth = 0): JsonValue {
  if (depth === 0 && random.chance(0.02)) return deep(random.below(DEEP));
  const kind = random.below(depth > 4 ? 4 : 6);
  if (kind === 0) return random.pick(NUMBERS);
  if (kind === 1) return random.chance(0.5) ? null : random.chance(0.5);
  if (kind < 4) return hostileString(random);
  const size = random.below(5);
  if (kind === 4) return Array.from({ length: size }, () => hostileJson(random, depth + 1));
  // As JSON.parse makes them: "__proto__" is a key like any other.
  const entries = Array.from({ length: size }, () => [random.pick(KEYS), hostileJson(random, depth + 1)] as const);
  return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`);
}

function deep(depth: number): JsonValue {
  let value: JsonValue = "bottom";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { d: value };
  return value;
}

const EXPRESSIONS = [
  "size([1,2,3].map(x, [1,2,3].map(y, x*y))) > 0",
  "flow.input.a.b.c.d",
  `${"(".repeat(300)}1${")".repeat(300)}`,
  `"${"a".repeat(3000)}".matches("(a+)+$")`,
  "[0].all(x, [0].all(y, [0].all(z, x == y)))",
  "1/0",
  "9223372036854775807 + 1",
  "tasks['a'].result.__proto__",
  "has(flow.input.x) ? flow.input.x : {'$set': 1}",
  "\u0000",
  "true && ",
];
const LINES = [
  "tasks: &a [*a]",
  "a: &x [1,1,1,1,1,1,1,1,1]\nb: &y [*x,*x,*x,*x,*x,*x,*x,*x,*x]\nc: &z [*y,*y,*y,*y,*y,*y,*y,*y,*y]\nd: [*z,*z,*z,*z,*z,*z,*z,*z,*z]",
  "? {complex: key}\n: 1",
  "!!js/function 'x'",
  "<<: {a: 1}",
  "- \t- x",
  "name: !!binary aGk=",
  "--- !evil",
  "%YAML 9.9",
  "__proto__: {polluted: true}",
  "constructor: {prototype: {polluted: true}}",
  `${"[".repeat(500)}${"]".repeat(500)}`,
  `${"  ".repeat(400)}x: y`,
  "input: .nan",
  "priority: 1e400",
  "depends_on: [a, a, b, ghost]",
];

/** A flow file of which some lines are not what they were. */
export function hostileFile(random: SeededRandom, good: string): string {
  const lines = good.split("\n");
  for (let change = random.below(2); change >= 0; change -= 1) {
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    const indent = /^ */.exec(line)?.[0] ?? "";
    const changed = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, line),
      () => lines.splice(at, 0, `${indent}${random.pick(LINES)}`),
      () =>
        lines.splice(
          at,
          1,
          line.replace(/[^\s:][^:]*$/, () => hostileString(random)),
        ),
      () => lines.splice(at, 1, line.slice(0, random.below(line.length + 1))),
      () => lines.splice(at, 1, `${indent}${hostileString(random)}: ${JSON.stringify(hostileJson(random))}`),
      () => lines.splice(at, 0, `${indent}when: ${JSON.stringify(random.pick(EXPRESSIONS))}`),
      () => lines.splice(at, 0, `${indent}output: ${JSON.stringify(random.pick(EXPRESSIONS))}`),
    ];
    random.pick(changed)();
  }
  return lines.join("\n");
}
