/**
 * Fills what the pages show from where it is true: files after `<!-- examples/… -->` or `<!-- deploy/… -->`, drawings after
 * `<!-- graph FILE -->` as `lazyengine graph` makes them, and the README's settings.
 * With --check nothing is written: exits with 1 where a page differs. Needs dist/.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { settingsTable } from "./pages/settings-table.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const pages = [
  "README.md",
  "python/README.md",
  ...["docs", "deploy"]
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith(".md")),
];
const stale = pages.filter((page) => {
  const written = readFileSync(page, "utf8");
  const filled = withSettings(withDrawings(withFiles(written)));
  if (filled === written) return false;
  if (!process.argv.includes("--check")) writeFileSync(page, filled);
  return true;
});
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`not as things are: ${stale.join(", ")}: run node scripts/fill-pages.mjs`);
  process.exitCode = 1;
}

function withFiles(text) {
  return text.replace(/<!-- ((?:examples|deploy)\/\S+) -->\n```(\w+)\n[\s\S]*?^```$/gm, (_whole, path, language) => {
    return `<!-- ${path} -->\n\`\`\`${language}\n${readFileSync(path, "utf8")}\`\`\``;
  });
}

function withDrawings(text) {
  return text.replace(/<!-- graph (\S+) -->\n```mermaid\n[\s\S]*?^```$/gm, (_whole, file) => {
    const drawing = execFileSync(process.execPath, ["dist/bin/lazyengine.js", "graph", file], { encoding: "utf8" });
    return `<!-- graph ${file} -->\n\`\`\`mermaid\n${drawing}\`\`\``;
  });
}

function withSettings(text) {
  if (!text.includes("<!-- settings -->")) return text;
  return text.replace(/<!-- settings -->\n[\s\S]*?\n(?=\n## )/, `<!-- settings -->\n\n${settingsTable()}\n`);
}
