/**
 * Scenario files: blocks of a command and the text it must give. `SCENARIOS=record npx vitest run test/core` writes
 * what the commands give now; the difference is for people to read.
 *
 *     # a comment
 *     complete a result=1
 *     ----
 *     a RUNNING -> SUCCEEDED
 */
import { readFileSync, writeFileSync } from "node:fs";

const RULE = "----";

export interface ScenarioBlock {
  /** Comments and blank lines before the command. */
  readonly lead: readonly string[];
  readonly input: readonly string[];
  readonly output: readonly string[];
}

export function parseScenario(text: string): ScenarioBlock[] {
  const blocks: ScenarioBlock[] = [];
  let lead: string[] = [];
  let input: string[] = [];
  let output: string[] | undefined;
  for (const line of text.split("\n")) {
    if (output !== undefined) {
      if (line !== "") output.push(line);
      else {
        blocks.push({ lead, input, output });
        [lead, input, output] = [[], [], undefined];
      }
    } else if (line === RULE) output = [];
    else if (input.length === 0 && (line === "" || line.startsWith("#"))) lead.push(line);
    else input.push(line);
  }
  if (output !== undefined) blocks.push({ lead, input, output });
  else if (input.length > 0) throw new Error(`a command without ${RULE}: ${input[0]}`);
  return blocks;
}

export function printScenario(blocks: readonly ScenarioBlock[]): string {
  return blocks.map(({ lead, input, output }) => `${[...lead, ...input, RULE, ...output].join("\n")}\n`).join("\n");
}

/** Runs the file's commands in order; returns the file as it is and as it would be recorded now. */
export function runScenario(
  path: string,
  run: (input: readonly string[]) => readonly string[],
): { readonly expected: string; readonly actual: string } {
  const expected = readFileSync(path, "utf8");
  const blocks = parseScenario(expected).map((block) => ({ ...block, output: run(block.input) }));
  const actual = printScenario(blocks);
  if (process.env["SCENARIOS"] !== "record") return { expected, actual };
  writeFileSync(path, actual);
  return { expected: actual, actual };
}
