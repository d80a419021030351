/**
 * Writes docs/command-line.md, the reference of the command line, from the commands themselves. With --check nothing is
 * written: exits with 1 where it differs. Needs dist/.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createProgram } from "../dist/cli/program.js";
import { commandTable } from "../dist/cli/reference/command-table.js";
import { referencePage } from "../dist/cli/reference/reference-page.js";

const file = new URL("../docs/command-line.md", import.meta.url);
const page = referencePage(commandTable(createProgram()));
if (!process.argv.includes("--check")) {
  writeFileSync(file, page);
} else if (!existsSync(file) || readFileSync(file, "utf8") !== page) {
  console.error("docs/command-line.md tells of other commands than there are: run node scripts/command-reference.mjs");
  process.exitCode = 1;
}
