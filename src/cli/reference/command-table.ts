/**
 * The command line as plain rows, read off the commands themselves: what help, completion, manual pages and the reference
 * say comes from the same declarations, so that none can say something else.
 */
import type { Argument, Command, Option } from "commander";

/** What a value is, for whoever completes or describes it. */
export interface ValueRow {
  /** As usage texts call it, such as FILE or flow-id. */
  readonly name: string;
  /** All values that there are, where they are few. */
  readonly choices: readonly string[];
}

export interface FlagRow {
  /** With its dashes. */
  readonly long: string;
  /** With its dash; absent = it has no letter. */
  readonly short?: string;
  /** Absent = it takes none. */
  readonly value?: ValueRow;
  readonly description: string;
  /** As it is written; absent = none, or the description tells. */
  readonly byDefault?: string;
  readonly mandatory: boolean;
  readonly hidden: boolean;
}

export interface ArgumentRow extends ValueRow {
  readonly description: string;
  readonly required: boolean;
  readonly variadic: boolean;
}

export interface CommandRow {
  /** Such as `lazyengine config set`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentRow[];
  readonly flags: readonly FlagRow[];
  readonly commands: readonly CommandRow[];
}

/** The command with all below it; those that are hidden are left out. */
export function commandTable(command: Command, above = ""): CommandRow {
  const name = command.name();
  const path = above === "" ? name : `${above} ${name}`;
  const visible = command.createHelp().visibleCommands(command);
  return {
    path,
    name,
    description: command.description(),
    arguments: command.registeredArguments.map(argumentRow),
    flags: [...command.options.map(flagRow), HELP],
    commands: visible.filter((below) => below.name() !== "help").map((below) => commandTable(below, path)),
  };
}

/** Every command of the table, the top one first, each before those below it. */
export function allCommands(table: CommandRow): readonly CommandRow[] {
  return [table, ...table.commands.flatMap(allCommands)];
}

/** `lazyengine get [flags] FLOW-ID`. */
export function synopsisOf({ path, commands, arguments: args }: CommandRow): string {
  if (commands.length > 0) return `${path} COMMAND`;
  const words = args.map(({ name, required, variadic }) => {
    const word = `${name.toUpperCase()}${variadic ? "..." : ""}`;
    return required ? word : `[${word}]`;
  });
  return [path, "[flags]", ...words].join(" ");
}

const HELP: FlagRow = {
  long: "--help",
  short: "-h",
  description: "Shows what the command does, and its flags.",
  mandatory: false,
  hidden: false,
};

function flagRow(option: Option): FlagRow {
  const {
    long,
    short,
    description,
    argChoices = [],
    mandatory,
    hidden,
    defaultValue,
    defaultValueDescription,
  } = option;
  const takesValue = option.required || option.optional;
  const name = /<(.+?)>/.exec(option.flags)?.[1] ?? "";
  const byDefault =
    defaultValueDescription ?? (takesValue && defaultValue !== undefined ? String(defaultValue) : undefined);
  return {
    long: long ?? "",
    ...(short !== undefined && { short }),
    ...(takesValue && { value: { name, choices: argChoices } }),
    description,
    ...(byDefault !== undefined && { byDefault }),
    mandatory,
    hidden,
  };
}

function argumentRow(argument: Argument): ArgumentRow {
  const { description, required, variadic, argChoices = [] } = argument;
  return { name: argument.name(), choices: argChoices, description, required, variadic };
}
