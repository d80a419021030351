/**
 * Expressions that want to take long, with the values in JSON that they read, and texts that take a parser long.
 */

/** By the published limits. */
const BYTES = 256 * 1024;
const TOKENS = 400;

const numbers = Array.from({ length: BYTES / 2 - 1 }, () => 1);
const few = Array.from({ length: 200 }, (_, index) => index);
const long = "a".repeat(BYTES - 2);
const objects = Array.from({ length: BYTES / 8 }, () => ({ a: 1 }));
const wide = Object.fromEntries(Array.from({ length: BYTES / 12 }, (_, index) => [`k${index}`, index]));

const reading = (input) => ({ input });

/** As many elements as a loop may go through. */
const some = Array.from({ length: 4_000 }, (_, index) => ({ a: index, s: `text ${index}` }));

/** As many of the parts as one expression may have: `tokensEach` counts the words and signs of a part and its joint. */
function filled(part, joint, tokensEach) {
  return Array.from({ length: Math.floor((TOKENS - 12) / tokensEach) }, () => part).join(joint);
}

export const HOSTILE = [
  {
    name: "a loop in a loop in a loop",
    text: "input.all(x, input.all(y, input.all(z, x + y + z >= 0)))",
    values: reading(few),
  },
  { name: "loops over a long list", text: "input.all(x, input.all(y, x == y))", values: reading(numbers) },
  { name: "loops that end at once", text: "input.all(x, input.exists(y, true))", values: reading(numbers) },
  { name: "copies of a long list", text: "size(input.map(x, input)) > 0", values: reading(numbers) },
  { name: "long lists put together", text: `size(${filled("input", " + ", 2)}) > 0`, values: reading(numbers) },
  { name: "a list that grows in a loop", text: "size(input.map(x, [x] + input)) > 0", values: reading(few) },
  { name: "comparisons of all with all", text: filled("input == input", " && ", 6), values: reading(objects) },
  { name: "a search in a list, in a loop", text: "input.all(x, x in input)", values: reading(numbers) },
  { name: "a search of objects", text: "input.all(x, {'b': 1} in input)", values: reading(objects) },
  { name: "the keys of a wide object", text: "input.all(k, input.all(l, input[k] >= 0))", values: reading(wide) },
  { name: "long texts put together", text: `size(${filled("input", " + ", 2)}) > 0`, values: reading(long) },
  {
    name: "a text that doubles",
    text: `${"[input]"}${".map(a, [a + a][0])".repeat(20)}[0] == ''`,
    values: reading("ab"),
  },
  {
    name: "a text that grows in loops",
    text: "['a'].map(a, input.map(x, input.map(y, a + a + a)))[0] == []",
    values: reading(few),
  },
  { name: "lengths of long texts", text: filled("size(input) > 0", " && ", 8), values: reading(long) },
  {
    name: "a long text in a long text",
    text: "input.contains('b' + input.substring(0, 130000))",
    values: reading(long),
  },
  { name: "the parts of a text", text: "size(input.split('')) > 0", values: reading(long) },
  {
    name: "the parts of a text, in a loop",
    text: "input.split('').all(x, size(input.split('a')) > 0)",
    values: reading(long),
  },
  { name: "replacements that grow", text: "size(input.replace('a', input)) > 0", values: reading(long) },
  { name: "joints that grow", text: "size(input.split('').join(input)) > 0", values: reading(long) },
  { name: "capitals", text: filled("input.upperAscii() == input.lowerAscii()", " && ", 15), values: reading(long) },
  { name: "trimming", text: filled("input.trim() != ''", " && ", 10), values: reading(" ".repeat(BYTES - 2)) },
  {
    name: "lists of lists of lists",
    text: `[[[1]]]${".map(x, [x, x, x, x, x, x, x, x])".repeat(12)} == [1]`,
    values: {},
  },
  {
    name: "a body of many nodes",
    text: `input.all(x, ${filled("(x == 0 || x != 0)", " && ", 15)})`,
    values: reading(numbers),
  },
  { name: "one loop over some objects", text: "input.all(x, x.a >= 0)", values: reading(some) },
  { name: "errors in a loop over some", text: "input.exists(x, x.none == 1)", values: reading(some) },
  { name: "what is filtered and mapped", text: "input.filter(x, x.a > 1).map(x, x.s) == []", values: reading(some) },
  {
    name: "a loop in a loop over some",
    text: "input.exists(x, input.exists(y, x.a + y.a < 0))",
    values: reading(some),
  },
  { name: "conversions", text: "input.all(x, double(string(x)) >= 0.0)", values: reading(numbers) },
  {
    name: "members of members",
    text: "input.filter(x, has(x.a) && x.a == 1).map(x, x.a).exists(x, x == 2)",
    values: reading(objects),
  },
  { name: "errors in a loop", text: "input.exists(x, x.a.b.c == 1)", values: reading(objects) },
  { name: "overloads that do not fit", text: "input.exists(x, x + 'a' == 'b')", values: reading(numbers) },
  {
    name: "a number of many digits",
    text: "int(input) > 0 || double(input) > 0.0",
    values: reading("9".repeat(BYTES - 2)),
  },
  {
    name: "times",
    text: "input.all(x, timestamp('2020-01-01T00:00:00Z') + duration('1s') > timestamp(x))",
    values: reading(numbers),
  },
];

/** Texts that take a parser long; all of them are refused or parsed. */
export const HOSTILE_TEXTS = [
  "(".repeat(4096),
  "[".repeat(4096),
  "{1:".repeat(1300),
  "((((((((a".repeat(400),
  `${"(".repeat(24)}a${")".repeat(24)}`,
  filled(`${"(".repeat(12)}a${")".repeat(12)}`, "+", 26),
  `${filled("a?b:", "", 4)}a`,
  filled("a", "<", 2),
  `[${filled("a", ",", 2)}]`,
  `{${filled("1:a", ",", 4)}}`,
  filled("a.b(c)", ".", 7),
  `${"!".repeat(390)}a`,
  `${"-".repeat(390)}a`,
  `'${"x".repeat(4000)}'`,
  `'${"\\u0041".repeat(680)}'`,
  `${" ".repeat(4000)}a`,
  '"'.repeat(4095),
  "'''".repeat(1365),
  "//\n".repeat(1300),
  `a${".b".repeat(190)}`,
  `${"a.map(x,".repeat(22)}a${")".repeat(24)}`,
];
