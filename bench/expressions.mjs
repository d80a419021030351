/**
 * How long hostile expressions hold a process: `node bench/expressions.mjs`, after a build. Each is evaluated in a process
 * of its own, which has warmed up as a server does, the first time and again (warm), and parsed; CPU time of all threads.
 * --cold: without warming up.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Expression } from "../dist/core/expressions/expression.js";
import { readableOf } from "../dist/core/expressions/json-values.js";
import { warmUp } from "../dist/core/expressions/warm-up.js";
import { LIMITS } from "../dist/core/limits.js";
import { HOSTILE } from "./hostile-expressions.mjs";

const WARM_AFTER = 20;

const isCold = process.argv.includes("--cold");
const [index] = process.argv.slice(2).filter((argument) => /^\d+$/.test(argument));
if (index === undefined) report();
else process.stdout.write(JSON.stringify(measured(HOSTILE[Number(index)])));

function report() {
  const script = fileURLToPath(import.meta.url);
  const rows = HOSTILE.map(({ name }, place) => {
    const options = [String(place), ...(isCold ? ["--cold"] : [])];
    const told = execFileSync(process.execPath, [script, ...options], { encoding: "utf8" });
    return { name, ...JSON.parse(told) };
  });
  for (const { name, parse, first, warm } of rows.toSorted((a, b) => b.first - a.first)) {
    console.log(`${text(first)} ms first ${text(warm)} ms warm ${text(parse)} ms parsed  ${name}`);
  }
}

function measured({ text, values }) {
  if (!isCold) for (const _ of warmUp());
  const readable = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readableOf(value)]));
  const expression = new Expression(text, "condition", "condition");
  const parse = cpuMs(() => expression.reads);
  const evaluate = () => {
    try {
      expression.holds(readable, { steps: LIMITS.expressionSteps });
    } catch {
      // It took more steps than it may: that is what is measured.
    }
  };
  const first = cpuMs(evaluate);
  for (let times = 0; times < WARM_AFTER; times += 1) evaluate();
  return { parse, first, warm: cpuMs(evaluate) };
}

function cpuMs(act) {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function text(ms) {
  return ms.toFixed(1).padStart(6);
}
