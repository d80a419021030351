#!/usr/bin/env node
/**
 * `lazyengine-test-engine`: test engines for tests in other languages. What it is asked comes in on stdin, a line of JSON
 * for each question, and is answered on stdout; it ends with its stdin. Only whoever started it can ask: there is no port
 * for it, and no command or setting of a server leads here.
 */
import { createInterface } from "node:readline";
import { PACKAGE_VERSION } from "../../server/package-version.js";
import { type Question, Questions } from "./questions.js";

interface Line extends Question {
  readonly id: number;
}

const questions = new Questions();

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function answer({ id, ...question }: Line): Promise<void> {
  try {
    say({ id, answer: (await questions.answer(question)) ?? null });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    say({ id, error: { name, message } });
  }
}

if (process.stdin.isTTY) {
  process.stderr.write("lazyengine-test-engine is started by tests, which ask it on stdin: see docs/testing.md\n");
  process.exit(2);
}

say({ version: PACKAGE_VERSION });
for await (const line of createInterface({ input: process.stdin })) void answer(JSON.parse(line) as Line);
await questions.stop();
