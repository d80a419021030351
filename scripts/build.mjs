// Compiles src/ to dist/, writes the manual pages of the command to dist/man/, and bundles it into dist/bin/ and the web UI
// into dist/ui/. `--clean` removes what was there before.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleCommand } from "./bundle-command.mjs";
import { bundleUi } from "./bundle-ui.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

if (process.argv.includes("--clean")) rmSync("dist", { recursive: true, force: true });

const { status } = spawnSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });

if (status === 0) {
  // A command, too: tsc sets no such bit.
  chmodSync("dist/testing/process/main.js", 0o755);
  await writeManualPages();
  await bundleCommand();
  await bundleUi();
}

process.exitCode = status ?? 1;

/** A page for each command, from the commands themselves. */
async function writeManualPages() {
  const [{ createProgram }, { allCommands, commandTable }, { manualName, manualPage }, { PACKAGE_VERSION }] =
    await Promise.all(
      [
        "cli/program.js",
        "cli/reference/command-table.js",
        "cli/reference/manual-page.js",
        "server/package-version.js",
      ].map((file) => import(`../dist/${file}`)),
    );
  rmSync("dist/man", { recursive: true, force: true });
  mkdirSync("dist/man");
  for (const row of allCommands(commandTable(createProgram()))) {
    writeFileSync(`dist/man/${manualName(row)}.1`, manualPage(row, PACKAGE_VERSION));
  }
}
