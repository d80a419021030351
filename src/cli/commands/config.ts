/**
 * `lazyengine config`: the configuration file of the person at the command, and what of it is in force.
 */
import { Command } from "commander";
import type { SettingOrigins } from "../../server/read-settings.js";
import { fileKeyOf, type Setting } from "../../server/setting.js";
import { CLIENT_SETTINGS, type ClientConfig } from "../client-settings.js";
import { profileInUse, readConfigFile } from "../config/config-file.js";
import { ending } from "../ending.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { createOutput } from "../output.js";
import { OUTPUT_SETTINGS } from "../output-settings.js";
import { addOwnSettings, ownSettingsOf, type SettingFlags } from "../setting-flags.js";
import { renderTable } from "../terminal/table.js";
import { setCommand, unsetCommand, useCommand } from "./config-edit.js";

const SECRET = "***";

export function configCommand(): Command {
  return new Command("config")
    .description("Shows and changes the configuration file, and what of it is in force.")
    .addCommand(showCommand())
    .addCommand(profilesCommand())
    .addCommand(useCommand())
    .addCommand(setCommand())
    .addCommand(unsetCommand());
}

function showCommand(): Command {
  const command = new Command("show")
    .description("Shows the settings in force. Secrets are not shown.")
    .option("--origin", "also show where each comes from");
  addOwnSettings(command, CLIENT_SETTINGS);
  return command.action(ending(async () => show(command.opts<SettingFlags & { readonly origin?: boolean }>())));
}

function show(flags: SettingFlags & { readonly origin?: boolean }): ExitCode {
  const { values, origins } = ownSettingsOf(CLIENT_SETTINGS, flags);
  const shown = Object.keys(CLIENT_SETTINGS).map((name) => shownSetting(name as keyof ClientConfig, values, origins));
  const withOrigin = flags.origin === true;
  const value = shown.map(({ key, value: given, origin }) => [key, withOrigin ? { value: given, origin } : given]);
  createOutput(values).show({
    value: Object.fromEntries(value),
    items: shown.map(({ key, value: given, origin }) => ({ key, value: given, ...(withOrigin && { origin }) })),
    names: shown.map(({ key }) => key),
    table: (view) => {
      const columns = [{ title: "KEY" }, { title: "VALUE" }, ...(withOrigin ? [{ title: "ORIGIN" }] : [])];
      const rows = shown.map(({ key, value: given, origin }) => [key, given === null ? "" : String(given), origin]);
      return renderTable(columns, rows, view.width, view.style);
    },
  });
  return EXIT.done;
}

function shownSetting(name: keyof ClientConfig, values: ClientConfig, origins: SettingOrigins<typeof CLIENT_SETTINGS>) {
  const setting: Setting<unknown> = CLIENT_SETTINGS[name];
  const value = values[name];
  const written = setting.placeholder === "DURATION" ? `${Number(value)}ms` : value;
  return {
    key: fileKeyOf(name),
    value: value === undefined ? null : setting.secret === true ? SECRET : written,
    origin: origins[name].text,
  };
}

function profilesCommand(): Command {
  const command = new Command("list").description("Lists the profiles of the configuration file.");
  addOwnSettings(command, OUTPUT_SETTINGS);
  return command.action(ending(async () => listProfiles(command.opts<SettingFlags>())));
}

function listProfiles(flags: SettingFlags): ExitCode {
  const file = readConfigFile(flags, process.env);
  const used = profileInUse(file, flags, process.env);
  const profiles = [...file.profiles].map(([name, { values }]) => ({
    name,
    inUse: name === used?.name,
    address: String(values.get("address") ?? ""),
    namespace: String(values.get("namespace") ?? ""),
  }));
  createOutput(ownSettingsOf(OUTPUT_SETTINGS, flags).values).show({
    value: { file: file.path, profiles },
    items: profiles,
    names: profiles.map(({ name }) => name),
    table: (view) => {
      const columns = [{ title: "PROFILE" }, { title: "IN USE" }, { title: "ADDRESS" }, { title: "NAMESPACE" }];
      const rows = profiles.map(({ name, inUse, address, namespace }) => [
        name,
        inUse ? "yes" : "",
        address,
        namespace,
      ]);
      return renderTable(columns, rows, view.width, view.style);
    },
  });
  return EXIT.done;
}
