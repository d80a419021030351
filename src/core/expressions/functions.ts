/**
 * The functions of expressions: the CEL library's, counted by what they look at, with what JSON needs beside them.
 */
import {
  type CelFunc,
  type CelInput,
  type CelList,
  CelScalar,
  type CelValue,
  celEnv,
  celFunc,
  celList,
  celMethod,
  celUint,
  isCelError,
  isCelList,
  isCelMap,
  listType,
  mapType,
} from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import type { Meter } from "./meter.js";

/** Put around what is counted when a syntax tree is made ready: no text of a caller can name these. */
export const STEP = "@step";
export const RANGE = "@range";
export const APPEND = "@append";
export const HAS = "@has";

const { BOOL, DOUBLE, DYN, INT, STRING, UINT } = CelScalar;
const LIST = listType(DYN);
const MAP = mapType(DYN, DYN);

/** Those whose work grows with what they are given, or that can fail: then the place is told. */
const COUNTED: ReadonlySet<string> = new Set([
  ..."_==_ _!=_ _<_ _<=_ _>_ _>=_ _+_ _-_ _*_ _/_ _%_ -_ @in".split(" "),
  ..."string bytes bool int double uint duration timestamp".split(" "),
  ..."contains startsWith endsWith".split(" "),
]);

/** Of the library's further functions on texts. */
const TEXT_FUNCTIONS: ReadonlySet<string> = new Set(
  "charAt indexOf lastIndexOf lowerAscii upperAscii substring split trim join".split(" "),
);

/** The functions and methods that an expression may call, and the operators. */
export const SERVED: ReadonlySet<string> = new Set([
  ...COUNTED,
  ...TEXT_FUNCTIONS,
  ..."!_ _[_] _?_:_ _&&_ _||_ @not_strictly_false size type dyn replace".split(" "),
]);

/** Those that look for one text in another. */
const SEARCHES: ReadonlySet<string> = new Set(["contains", "indexOf", "lastIndexOf", "split", "replace"]);
const NEEDLE_CHARACTERS = 64;

/** All functions, the meter's own included; of the same signature the latest counts. */
export function expressionFunctions(meter: Meter): CelFunc[] {
  const standard = [...celEnv().funcs].filter(({ name }) => COUNTED.has(name));
  const texts = [...strings].filter(({ name }) => TEXT_FUNCTIONS.has(name));
  return [
    ...[...standard, ...texts].map((func) => counted(func, meter)),
    ...mixedArithmetic(),
    ...conversions(meter),
    ...textFunctions(meter),
    ...listFunctions(meter),
    ...steps(meter),
  ];
}

/** The same function, after what it looks at has been counted. */
function counted(func: CelFunc, meter: Meter): CelFunc {
  const { name, target, arguments: types, result } = func;
  const call = (self: CelValue | undefined, args: readonly CelValue[]): CelInput => {
    if (self !== undefined) meter.spendValue(self);
    for (const arg of args) if (name !== "@in" || !isCelMap(arg)) meter.spendValue(arg);
    if (SEARCHES.has(name)) spendSearch(meter, String(self), String(args[0]));
    const seconds = name === "timestamp" && typeof args[0] === "bigint";
    const value = func.call(0, self, seconds ? [(args[0] as bigint) * MILLIS] : [...args]);
    if (isCelError(value)) throw new Error(value.message);
    return value as CelInput;
  };
  if (target === undefined) return celFunc(name, types, result, (...args) => call(undefined, args as CelValue[]));
  return celMethod(name, target, types, result, function (...args) {
    return call(this as CelValue, args as CelValue[]);
  });
}

/** The library takes a whole number for milliseconds, CEL for seconds. */
const MILLIS = 1000n;

/** A search may look at most of the needle at each place. */
function spendSearch(meter: Meter, text: string, needle: string): void {
  meter.spendText(text.length * Math.ceil((needle.length + 1) / NEEDLE_CHARACTERS));
}

/** JSON has one kind of number: where a whole one and another meet, the outcome is of the other kind. */
function mixedArithmetic(): CelFunc[] {
  const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
    "_+_": (left, right) => left + right,
    "_-_": (left, right) => left - right,
    "_*_": (left, right) => left * right,
    "_/_": (left, right) => left / right,
  };
  return Object.entries(operators).flatMap(([name, apply]) => [
    celFunc(name, [INT, DOUBLE], DOUBLE, (left, right) => apply(Number(left), right)),
    celFunc(name, [DOUBLE, INT], DOUBLE, (left, right) => apply(left, Number(right))),
  ]);
}

const DIGITS = /^[+-]?\d{1,18}$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Those of the library take texts for numbers that are none, or take long for long ones. */
function conversions(meter: Meter): CelFunc[] {
  return [
    celFunc("int", [STRING], INT, (text) => {
      if (!DIGITS.test(text)) throw new Error(`${shownText(text)} is no whole number`);
      return BigInt(text);
    }),
    celFunc("uint", [STRING], UINT, (text) => {
      if (!DIGITS.test(text)) throw new Error(`${shownText(text)} is no whole number`);
      return celUint(BigInt(text));
    }),
    celFunc("double", [STRING], DOUBLE, (text) => {
      meter.spendText(text.length);
      if (!DECIMAL.test(text)) throw new Error(`${shownText(text)} is no number`);
      return Number(text);
    }),
  ];
}

function shownText(text: string): string {
  return text.length > 40 ? `${JSON.stringify(text.slice(0, 40))}…` : JSON.stringify(text);
}

function textFunctions(meter: Meter): CelFunc[] {
  const size = (text: string): bigint => {
    meter.spendText(text.length);
    let points = 0;
    for (const _ of text) points += 1;
    return BigInt(points);
  };
  return [
    celFunc("size", [STRING], INT, size),
    celMethod("size", STRING, [], INT, function () {
      return size(this);
    }),
    celMethod("replace", STRING, [STRING, STRING], STRING, function (from, to) {
      if (from === "") throw new Error("replace needs something to look for");
      spendSearch(meter, this, from);
      const parts = this.split(from);
      meter.spendText(parts.length * (to.length + 1));
      return parts.join(to);
    }),
    celMethod("join", LIST, [STRING], STRING, function (separator) {
      meter.spendValue(this);
      meter.spendText(this.size * separator.length);
      const texts = [...this].map((element) => {
        if (typeof element !== "string") throw new Error("join takes a list of texts");
        return element;
      });
      return texts.join(separator);
    }),
  ];
}

/** Lists that are put together are flat, whatever they are made of. */
function listFunctions(meter: Meter): CelFunc[] {
  return [
    celFunc("_+_", [LIST, LIST], LIST, (left, right) => {
      meter.spend(1 + left.size + right.size);
      return celList([...left, ...right] as CelInput[]);
    }),
    celFunc("@in", [STRING, MAP], BOOL, (key, map) => map.get(key) !== undefined),
    celFunc(HAS, [DYN, STRING], BOOL, (value, key) => {
      if (value === null) return false;
      if (isCelMap(value)) return value.get(key) !== undefined;
      throw new Error(`only an object has members, looked for ${key}`);
    }),
    celFunc(APPEND, [LIST, LIST], LIST, growing()),
  ];
}

/** Adds to a list that nobody else has, since it was made by this function or is the empty one. */
function growing(): (list: CelList, added: CelList) => CelList {
  const arrays = new WeakMap<CelList, CelInput[]>();
  return (list, added) => {
    const array = arrays.get(list);
    if (array === undefined) {
      const first = [...added] as CelInput[];
      const made = celList(first);
      arrays.set(made, first);
      return made;
    }
    array.push(...(added as Iterable<CelInput>));
    return list;
  };
}

function steps(meter: Meter): CelFunc[] {
  return [
    celFunc(STEP, [DYN, INT], DYN, (condition, cost) => {
      meter.spend(Number(cost));
      return condition as CelInput;
    }),
    celFunc(RANGE, [DYN], DYN, (range) => {
      if (isCelList(range) || isCelMap(range)) meter.spend(1 + range.size);
      return range as CelInput;
    }),
  ];
}
