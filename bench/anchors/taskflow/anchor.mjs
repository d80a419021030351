/**
 * TaskFlow's serial engine with its flows kept in sqlite.
 */

import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runBound } from "../../child.mjs";
import { anchorFile, anchorFolder, sameText } from "../installed.mjs";

const run = promisify(execFile);

export const taskflow = {
  async setUp() {
    const folder = await anchorFolder("taskflow");
    const requirements = anchorFile("taskflow/requirements.txt");
    const python = `${folder}venv/bin/python`;
    if (!(await sameText(requirements, `${folder}venv/made-from.txt`))) {
      console.error("bench: setting up taskflow from PyPI");
      await rm(`${folder}venv`, { recursive: true, force: true });
      const { stdout } = await run(anchorFile("../../scripts/find-python.sh"));
      if (stdout.trim() === "") throw new Error("Python 3.11 or newer is not there");
      await run(stdout.trim(), ["-m", "venv", `${folder}venv`]);
      const quiet = ["--quiet", "--disable-pip-version-check", "install", "--requirement", requirements];
      await run(python, ["-m", "pip", ...quiet]);
      await cp(requirements, `${folder}venv/made-from.txt`);
    }
    const asked = "from importlib.metadata import version; print(version('taskflow'))";
    const { stdout: version } = await run(python, ["-c", asked]);
    const about = `taskflow ${version.trim()}, serial engine, sqlite with its default of synchronous=FULL`;
    const load = async () => ({ run: (parameters) => runTaskflow(python, parameters) });
    return { about, load };
  },
};

/** A process and a database for each run, which is timed within: `shape` and `size` of the flow, `address` of the server of `lazy`. */
export async function runTaskflow(python, parameters) {
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-bench-taskflow-"));
  try {
    return JSON.parse(await runBound(python, [anchorFile("taskflow/load.py"), folder, JSON.stringify(parameters)]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
