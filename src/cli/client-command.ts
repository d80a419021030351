/**
 * What all commands that talk to a server have in common: the settings, the connection, the form of the output and the
 * end.
 */
import type { Command } from "commander";
import type { Client } from "../client/client.js";
import type { SettingTable } from "../server/setting.js";
import { CLIENT_SETTINGS, type ClientConfig } from "./client-settings.js";
import { ending } from "./ending.js";
import type { ExitCode } from "./exit-code.js";
import { createOutput, type Output } from "./output.js";
import { addOwnSettings, ownSettingsOf, type SettingFlags } from "./setting-flags.js";
import { onStopSignal, type StopSignal } from "./stop-signal.js";

/** What an action works with. */
export interface Connected {
  readonly client: Client;
  readonly output: Output;
  readonly config: ClientConfig;
  readonly stop: StopSignal;
  /** For each call: it is given up when the command is to stop. */
  readonly call: { readonly signal: AbortSignal };
}

type Action<Flags> = (connected: Connected, args: readonly string[], flags: Flags) => Promise<ExitCode>;

/** Adds the settings to a command, and an action that is carried out by `withClient`. `settings`: fewer where it shows nothing. */
export function clientCommand<Flags>(
  command: Command,
  run: Action<Flags>,
  settings: SettingTable = CLIENT_SETTINGS,
): Command {
  addOwnSettings(command, settings);
  return command.action(ending(() => withClient(command, run)));
}

/**
 * Carries out an action that is given a connected client, the command's arguments and its flags. A signal while it waits
 * ends the command with the signal's own exit code.
 */
export async function withClient<Flags>(command: Command, run: Action<Flags>): Promise<ExitCode> {
  // Commander has checked the flags by their declarations on the same command.
  const flags = command.opts<SettingFlags & Flags>();
  const { values: config, origins } = ownSettingsOf(CLIENT_SETTINGS, flags);
  const { connect } = await import("./connect.js");
  const client = await connect(config, origins);
  const stop = onStopSignal();
  try {
    const call = { signal: stop.signal };
    return await run({ client, output: createOutput(config), config, stop, call }, command.args, flags);
  } catch (error) {
    const interrupted = stop.exitCode();
    if (interrupted !== undefined) return interrupted;
    throw error;
  } finally {
    stop.release();
    client.close();
  }
}
