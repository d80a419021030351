// Compiles src/ to dist/ and makes the command executable, which tsc does not. `--clean` removes what was there before.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

if (process.argv.includes("--clean")) rmSync("dist", { recursive: true, force: true });

const { status } = spawnSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });

const command = "dist/cli/main.js";
if (existsSync(command)) chmodSync(command, 0o755);

process.exitCode = status ?? 1;
