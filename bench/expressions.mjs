/**
 * How long hostile expressions hold a process: `node bench/expressions.mjs`, after a build. Each is evaluated in a process
 * of its own, the first time (cold: nothing is compiled) and again (warm); CPU time of all threads, and what parsing takes.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Expression } from "../dist/core/expressions/expression.js";
import { readableOf } from "../dist/core/expressions/json-values.js";
import { LIMITS } from "../dist/core/limits.js";
import { HOSTILE } from "./hostile-expressions.mjs";

const WARM_AFTER = 20;

if (process.argv[2] === undefined) report();
else process.stdout.write(JSON.stringify(measured(HOSTILE[Number(process.argv[2])])));

function report() {
  const rows = HOSTILE.map(({ name }, index) => {
    const told = execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(index)], { encoding: "utf8" });
    return { name, ...JSON.parse(told) };
  });
  for (const { name, parse, cold, warm } of rows.toSorted((a, b) => b.cold - a.cold)) {
    console.log(`${text(cold)} ms cold ${text(warm)} ms warm ${text(parse)} ms parsed  ${name}`);
  }
}

function measured({ text, values }) {
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
  const cold = cpuMs(evaluate);
  for (let times = 0; times < WARM_AFTER; times += 1) evaluate();
  return { parse, cold, warm: cpuMs(evaluate) };
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
