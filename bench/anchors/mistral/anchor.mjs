/**
 * Mistral in one process: its engine, scheduler and executor, its state in SQLite in memory, its messages within the
 * process; from the checkout's environment, which has the release that the package is written for.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runBound } from "../../child.mjs";
import { anchorFile } from "../installed.mjs";

const run = promisify(execFile);
const PYTHON = fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));

export const mistral = {
  async setUp() {
    const asked = "from importlib.metadata import version; print(version('mistral'))";
    const { stdout } = await run(PYTHON, ["-c", asked]);
    const about = `mistral ${stdout.trim()}, engine and executor in one process, SQLite in memory`;
    return { about, load: async () => ({ run: runMistral }) };
  },
};

/** A process for each run, which is timed within: `shape` and `size` of the workflow, `address` of LazyEngine's server. */
export async function runMistral(parameters) {
  return JSON.parse(await runBound(PYTHON, [anchorFile("mistral/load.py"), JSON.stringify(parameters)]));
}
