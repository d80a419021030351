/**
 * The reference of the command line for the documentation, in Markdown.
 */

import { flagOf } from "../../server/setting.js";
import { CLIENT_SETTINGS } from "../client-settings.js";
import { allCommands, type CommandRow, type FlagRow, synopsisOf } from "./command-table.js";

/** Of all commands that talk to a server or show something: told once. */
const COMMON = [...Object.keys(CLIENT_SETTINGS).map((name) => `--${flagOf(name)}`), "--config", "--profile"];

export function referencePage(table: CommandRow): string {
  const commands = allCommands(table).filter((command) => command.commands.length === 0);
  const common = commands
    .map((command) => command.flags.filter(({ long }) => COMMON.includes(long)))
    .reduce((most, flags) => (flags.length > most.length ? flags : most), []);
  return `${[
    "# Reference of the `lazyengine` command",
    "",
    "Written by `node scripts/command-reference.mjs` from the commands themselves; `docs/command.md` explains.",
    "",
    "| command | does |",
    "|---|---|",
    ...commands.map(
      ({ path, description }) => `| [\`${path}\`](#${anchorOf(path)}) | ${cell(firstSentence(description))} |`,
    ),
    "",
    "## Common flags",
    "",
    ...flagTable(common),
    ...commands.flatMap(commandLines),
  ].join("\n")}\n`;
}

function commandLines(command: CommandRow): readonly string[] {
  const isServer = !command.flags.some(({ long }) => long === "--profile");
  const flags = command.flags.filter(
    ({ long, hidden }) => !hidden && long !== "--help" && (isServer || !COMMON.includes(long)),
  );
  const { arguments: args } = command;
  const common = command.flags.filter(({ long }) => COMMON.includes(long)).map(({ long }) => long);
  return [
    "",
    `## ${command.path}`,
    "",
    "```",
    synopsisOf(command),
    "```",
    "",
    command.description,
    ...(args.length === 0 ? [] : ["", "| argument | meaning |", "|---|---|"]),
    ...args.map(({ name, description }) => `| \`${name.toUpperCase()}\` | ${cell(description)} |`),
    ...(flags.length === 0 ? [] : ["", ...flagTable(flags)]),
    ...(isServer || common.length === 0 ? [] : ["", commonNote(common)]),
  ];
}

function commonNote(flags: readonly string[]): string {
  if (flags.length === COMMON.length) return "And the [common flags](#common-flags).";
  return `And of the [common flags](#common-flags) ${flags.map((flag) => `\`${flag}\``).join(", ")}.`;
}

function flagTable(flags: readonly FlagRow[]): readonly string[] {
  return [
    "| flag | meaning | default |",
    "|---|---|---|",
    ...flags.map(({ long, short, value, description, byDefault, mandatory }) => {
      const names = [short, long].filter((name) => name !== undefined).join(", ");
      const written = `\`${names}${value === undefined ? "" : ` ${value.name}`}\``;
      const choices = value === undefined || value.choices.length === 0 ? "" : ` One of ${value.choices.join(", ")}.`;
      const needed = mandatory ? " Must be given." : "";
      return `| ${written} | ${cell(`${description}${choices}${needed}`)} | ${byDefault === undefined ? "" : `\`${byDefault}\``} |`;
    }),
  ];
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.) /)[0] ?? text;
}

/** A line would break the table, a bar the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function anchorOf(path: string): string {
  return path.replaceAll(" ", "-");
}
