/**
 * The Python package as its users get it: a wheel, installed into an empty environment, and used for a real flow by the
 * snippet that the README shows.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyFolder, memoryServer, PYTHON, pythonWheel, ROOT, run } from "./packages.js";

test("the wheel, installed into an empty environment, runs the README's flow", async () => {
  const folder = await emptyFolder();
  const wheel = await pythonWheel(folder);
  await run(PYTHON, ["-m", "venv", "environment"], { cwd: folder });
  const python = join(folder, "environment/bin/python");
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel], { cwd: folder });

  const { address } = await memoryServer();
  const env = { ...process.env, LAZYENGINE_ADDRESS: address };
  const program = join(ROOT, "examples/quickstart/quickstart.py");
  expect(await run(python, ["-W", "error", program], { cwd: folder, env })).toBe("{'total': 300}\n");
});
