/**
 * Fills what the README shows from where it is true: the snippets from examples/, the settings from their table.
 * With --check nothing is written: exits with 1 where the README differs. Needs dist/.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { DEV_SETTINGS, STORE_SETTINGS } from "../dist/cli/store-settings.js";
import { SERVER_SETTINGS } from "../dist/server/config.js";
import { flagOf, variableOf } from "../dist/server/setting.js";

const readme = new URL("../README.md", import.meta.url);
const written = readFileSync(readme, "utf8");
const filled = withSettings(withSnippets(written));
if (process.argv.includes("--check")) {
  if (filled !== written) {
    console.error("README.md shows other snippets or settings than there are: run node scripts/readme.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(readme, filled);
}

function withSnippets(text) {
  return text.replace(/<!-- (examples\/\S+) -->\n```(\w+)\n[\s\S]*?```/g, (_whole, path, language) => {
    const code = readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
    return `<!-- ${path} -->\n\`\`\`${language}\n${code}\`\`\``;
  });
}

function withSettings(text) {
  const table = [
    "| flag | variable | meaning | default |",
    "|---|---|---|---|",
    ...rows(SERVER_SETTINGS, ""),
    ...rows(STORE_SETTINGS, "`serve`: "),
    ...rows(DEV_SETTINGS, "`dev`: "),
  ].join("\n");
  return text.replace(/<!-- settings -->\n[\s\S]*?\n(?=\n## )/, `<!-- settings -->\n\n${table}\n`);
}

function rows(settings, command) {
  return Object.entries(settings).map(([name, setting]) => {
    // A default in the text is one that depends on another setting.
    const value = setting.default === undefined ? "" : shown(setting);
    const byDefault = value === "" ? "" : `\`${value}\``;
    return `| \`--${flagOf(name)}\` | \`${variableOf(name)}\` | ${command}${setting.description} | ${byDefault} |`;
  });
}

function shown({ default: value, placeholder }) {
  return placeholder === "DURATION" ? `${value / 1000}s` : String(value);
}
