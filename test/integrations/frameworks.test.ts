// The examples of frameworks, with the versions that their lockfiles name, installed and run against a real server.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startRealServer } from "../client/real-server.js";
import { type Framework, installedExample, run } from "./installed-example.js";

test.for<{ name: Framework; program: string; source: string }>([
  { name: "fastify", program: "try.mjs", source: "try.mjs" },
  { name: "nestjs", program: "dist/app.js", source: "app.ts" },
])("the example with $name prints what it says", async ({ name, program, source }, { skip }) => {
  const folder = await installedExample(name, skip);
  const server = await startRealServer();
  const { stdout } = await run(process.execPath, [join(folder, program)], {
    env: { ...process.env, LAZYENGINE_ADDRESS: server.address },
    timeout: 60_000,
  });
  const text = readFileSync(join(folder, source), "utf8");
  const said = [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
  expect(said).not.toEqual([]);
  expect(stdout.trim().split("\n")).toEqual(said);
});
