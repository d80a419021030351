/**
 * What may come next on a command line that is being typed.
 */
import type { CommandRow, FlagRow, ValueRow } from "../reference/command-table.js";

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** Words that the shell offers; or it offers files or folders itself. */
export type Completion = { readonly candidates: readonly Candidate[] } | { readonly shell: "files" | "folders" };

/** Values that only the configuration file or a server knows. */
export type ValueSource = "flows" | "profiles";

/** Flags by their long names, as they were given so far. */
export type GivenFlags = Readonly<Record<string, string>>;

export type AskFor = (source: ValueSource, given: GivenFlags) => Promise<readonly string[]>;

interface Typed {
  readonly command: CommandRow;
  /** How many arguments stand there already. */
  readonly position: number;
  readonly given: GivenFlags;
  /** The flag whose value comes next. */
  readonly open: FlagRow | undefined;
  /** After `--` nothing is a flag. */
  readonly flagsEnded: boolean;
}

const NONE: Completion = { candidates: [] };

/** `words`: those after the command's own name; the last one is being typed and may be empty. */
export async function completeWords(table: CommandRow, words: readonly string[], ask: AskFor): Promise<Completion> {
  const typed = readTyped(table, words.slice(0, -1));
  const last = words.at(-1) ?? "";
  const { command, position, given, open, flagsEnded } = typed;
  if (open?.value !== undefined) return valuesOf(open.value, last, given, ask);
  if (!flagsEnded && last.startsWith("-")) {
    const [name = "", value] = last.split(/=(.*)/s, 2);
    if (value === undefined) return starting(last, flagsOf(command, given));
    const flag = command.flags.find(({ long }) => long === name);
    return flag?.value === undefined ? NONE : valuesOf(flag.value, value, given, ask);
  }
  const below = command.commands.map(({ name, description }) => ({ value: name, description }));
  if (below.length > 0) return starting(last, below);
  const argument = command.arguments[position] ?? command.arguments.findLast(({ variadic }) => variadic);
  return argument === undefined ? NONE : valuesOf(argument, last, given, ask);
}

function readTyped(table: CommandRow, words: readonly string[]): Typed {
  let command = table;
  let position = 0;
  let open: FlagRow | undefined;
  let flagsEnded = false;
  const given: Record<string, string> = {};
  for (const word of words) {
    if (open !== undefined) {
      given[open.long] = word;
      open = undefined;
    } else if (word === "--" && !flagsEnded) {
      flagsEnded = true;
    } else if (word.startsWith("-") && word !== "-" && !flagsEnded) {
      const [name = "", value] = word.split(/=(.*)/s, 2);
      const flag = command.flags.find(({ long, short }) => long === name || short === name);
      if (flag === undefined) continue;
      given[flag.long] = value ?? "";
      if (flag.value !== undefined && value === undefined) open = flag;
    } else {
      const below = command.commands.find(({ name }) => name === word);
      if (below === undefined) position += 1;
      else command = below;
    }
  }
  return { command, position, given, open, flagsEnded };
}

/** Those that may be repeated are offered again; a mistake is cheaper than one that cannot be found. */
function flagsOf({ flags }: CommandRow, given: GivenFlags): readonly Candidate[] {
  return flags
    .filter(
      ({ long, hidden, description }) => !hidden && (given[long] === undefined || /may be repeated/.test(description)),
    )
    .map(({ long, description }) => ({ value: long, description }));
}

async function valuesOf(
  { name, choices }: ValueRow,
  typed: string,
  given: GivenFlags,
  ask: AskFor,
): Promise<Completion> {
  if (choices.length > 0) return starting(typed, choices.map(plain));
  const kind = name.toLowerCase().replaceAll("_", "-");
  if (kind === "file") return { shell: "files" };
  if (kind === "dir") return { shell: "folders" };
  if (kind === "flow-id") return starting(typed, (await ask("flows", given)).map(plain));
  if (kind === "profile") return starting(typed, (await ask("profiles", given)).map(plain));
  return NONE;
}

function starting(typed: string, candidates: readonly Candidate[]): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(typed)) };
}

function plain(value: string): Candidate {
  return { value, description: "" };
}
