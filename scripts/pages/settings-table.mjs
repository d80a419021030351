// The settings of the servers as a table, from where they are declared. Needs dist/.
import { DEV_SETTINGS, STORE_SETTINGS } from "../../dist/cli/store-settings.js";
import { SERVER_SETTINGS } from "../../dist/server/config.js";
import { flagOf, variableOf } from "../../dist/server/setting.js";

export function settingsTable() {
  return [
    "| flag | variable | meaning | default |",
    "|---|---|---|---|",
    ...rows(SERVER_SETTINGS, ""),
    ...rows(STORE_SETTINGS, "`serve`: "),
    ...rows(DEV_SETTINGS, "`dev`: "),
  ].join("\n");
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
