/**
 * A command's page for man(1), in the macros of man(7).
 */
import { EXIT_CODE_TABLE } from "../exit-code.js";
import type { CommandRow, FlagRow } from "./command-table.js";
import { synopsisOf } from "./command-table.js";

/** `lazyengine config set` has the page `lazyengine-config-set.1`. */
export function manualName({ path }: CommandRow): string {
  return path.replaceAll(" ", "-");
}

/** Without a date: the same commands give the same page. */
export function manualPage(command: CommandRow, version: string): string {
  const title = manualName(command);
  const [first = ""] = command.description.split(/(?<=[.:;]) /);
  const lines = [
    `.TH ${quoted(title.toUpperCase())} 1 "" ${quoted(`lazyengine ${version}`)} "LazyEngine"`,
    ".SH NAME",
    `${escaped(title)} \\- ${escaped(first.replace(/[.:;]$/, ""))}`,
    ".SH SYNOPSIS",
    `.B ${escaped(synopsisOf(command))}`,
    ".SH DESCRIPTION",
    escaped(command.description),
    ...section(
      "COMMANDS",
      command.commands.flatMap((below) => item(`.B ${escaped(below.name)}`, below.description)),
    ),
    ...section(
      "ARGUMENTS",
      command.arguments.flatMap(({ name, description, choices }) =>
        item(`.I ${escaped(name.toUpperCase())}`, withChoices(description, choices)),
      ),
    ),
    ...section("OPTIONS", command.flags.filter(({ hidden }) => !hidden).flatMap(flagItem)),
    ...section(
      "EXIT STATUS",
      EXIT_CODE_TABLE.flatMap(({ code, meaning }) => item(`.B ${code}`, meaning)),
    ),
    ".SH SEE ALSO",
    ...seeAlso(command),
  ];
  return `${lines.join("\n")}\n`;
}

function flagItem(flag: FlagRow): readonly string[] {
  const names = [...(flag.short === undefined ? [] : [flag.short]), flag.long].map(
    (name) => `\\fB${escaped(name)}\\fR`,
  );
  const value = flag.value === undefined ? "" : ` \\fI${escaped(flag.value.name)}\\fR`;
  const notes = [
    withChoices(flag.description, flag.value?.choices ?? []),
    ...(flag.byDefault === undefined ? [] : [`Default: ${flag.byDefault}.`]),
    ...(flag.mandatory ? ["It must be given."] : []),
  ];
  return item(`${names.join(", ")}${value}`, notes.join(" "));
}

/** A list of choices that a description does not name itself. */
function withChoices(description: string, choices: readonly string[]): string {
  return choices.length === 0 ? description : `${description.replace(/\.$/, "")}. One of: ${choices.join(", ")}.`;
}

function seeAlso({ path, commands }: CommandRow): readonly string[] {
  const above = path.split(" ").slice(0, -1).join("-");
  const names = [...(above === "" ? [] : [above]), ...commands.map(manualName)];
  return [names.map((name) => `\\fB${escaped(name)}\\fR(1)`).join(",\n")];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`.SH ${title}`, ...lines];
}

function item(tag: string, text: string): readonly string[] {
  return [".TP", tag, escaped(text)];
}

/** Backslashes and dashes have a meaning of their own; so has a line that begins with a dot or a quote. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^(?=[.'])/gm, "\\&");
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '""')}"`;
}
