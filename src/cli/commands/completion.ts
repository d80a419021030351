/**
 * `lazyengine completion`: what has a shell complete the command's words; and the hidden command that answers the shell.
 */
import { Argument, Command } from "commander";
import { flagOf } from "../../server/setting.js";
import { CLIENT_SETTINGS, CONNECTION_SETTINGS } from "../client-settings.js";
import { completeWords, type GivenFlags, type ValueSource } from "../completion/complete-words.js";
import { ASKED, SHELL_SCRIPTS, SHELLS, type Shell } from "../completion/shell-scripts.js";
import { readConfigFile } from "../config/config-file.js";
import { ending } from "../ending.js";
import { EXIT } from "../exit-code.js";
import { commandTable } from "../reference/command-table.js";
import { ownSettingsOf, type SettingFlags } from "../setting-flags.js";

/** Nobody waits longer for a suggestion. */
const PATIENCE_MS = 1_500;
const FLOWS_OFFERED = 100;

export function completionCommand(): Command {
  const command = new Command("completion")
    .description("Writes the script that has a shell complete commands, flags, their values, flows and profiles.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS));
  return command.action((shell: Shell) => {
    process.stdout.write(SHELL_SCRIPTS[shell]);
  });
}

/** Knows all commands by the one above it. */
export function completeWordsCommand(): Command {
  const command = new Command(ASKED).argument("[words...]");
  return command.action(
    ending(async () => {
      const { parent } = command;
      if (parent === null) return EXIT.internal;
      const completion = await completeWords(commandTable(parent), command.args, askFor);
      const lines =
        "shell" in completion
          ? [`:${completion.shell}`]
          : completion.candidates.map(({ value, description }) =>
              description === "" ? value : `${value}\t${description}`,
            );
      if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
      return EXIT.done;
    }),
  );
}

/** Who completes is told nothing of what goes wrong: there is nothing to suggest then. */
async function askFor(source: ValueSource, given: GivenFlags): Promise<readonly string[]> {
  try {
    const flags = flagsOf(given);
    return source === "profiles" ? [...readConfigFile(flags, process.env).profiles.keys()] : await flowIds(flags);
  } catch {
    return [];
  }
}

async function flowIds(flags: SettingFlags): Promise<readonly string[]> {
  const { values, origins } = ownSettingsOf(CLIENT_SETTINGS, flags);
  const { connect } = await import("../connect.js");
  const client = await connect({ ...values, timeout: Math.min(values.timeout, PATIENCE_MS) }, origins);
  try {
    return (await client.listFlows({ pageSize: FLOWS_OFFERED })).flows.map(({ flowId }) => flowId);
  } finally {
    client.close();
  }
}

/** Those that say which server and which file, by their settings' names. */
function flagsOf(given: GivenFlags): SettingFlags {
  const names = [...Object.keys(CONNECTION_SETTINGS), "config", "profile"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given[`--${flagOf(name)}`];
      return value === undefined ? [] : [[name, value === "" ? true : value]];
    }),
  );
}
