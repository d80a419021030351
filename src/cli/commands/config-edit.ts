/**
 * The commands that change the configuration file: `lazyengine config use`, `set` and `unset`.
 */
import { text } from "node:stream/consumers";
import { Argument, Command } from "commander";
import { closestName } from "../../server/closest-name.js";
import { ConfigError, fileKeyOf, type Setting } from "../../server/setting.js";
import { CLIENT_SETTINGS } from "../client-settings.js";
import { profileInUse, profileOf, readConfigFile } from "../config/config-file.js";
import { editConfig } from "../config/edit-config.js";
import { ending } from "../ending.js";
import { EXIT } from "../exit-code.js";
import { say } from "../output.js";
import type { SettingFlags } from "../setting-flags.js";

export function useCommand(): Command {
  const command = editing("use", "Has a profile in use from now on.").argument("<profile>", "its name");
  return command.action(
    ending(async () => {
      const [name = ""] = command.args;
      const file = readConfigFile(command.opts<SettingFlags>(), process.env);
      profileOf(file, { name, origin: "config use" });
      editConfig(file.path, ["profile"], name);
      say(`${file.path}: ${name} is in use`);
      return EXIT.done;
    }),
  );
}

export function setCommand(): Command {
  const command = editing("set", "Sets a value, in the profile that is named or in use, else for all.")
    .addArgument(keyArgument())
    .argument("<value>", "its value; - for stdin, as for secrets")
    .option("--profile <PROFILE>", "the profile, which is made where it is new");
  return command.action(
    ending(async () => {
      const [key = "", given = ""] = command.args;
      const setting = settingOf(key);
      const value = given === "-" ? (await text(process.stdin)).trim() : given;
      try {
        setting.parse(value);
      } catch (error) {
        const got = setting.secret === true ? "something else" : JSON.stringify(value);
        throw new ConfigError(`${key} must be ${error instanceof Error ? error.message : error}, got ${got}`);
      }
      // Switches stand there as what they are, all else as it was written.
      edit(command, key, setting.placeholder === undefined ? value === "true" : value);
      return EXIT.done;
    }),
  );
}

export function unsetCommand(): Command {
  const command = editing(
    "unset",
    "Takes a value out, of the profile that is named or in use, else of what holds for all.",
  )
    .addArgument(keyArgument())
    .option("--profile <PROFILE>", "the profile");
  return command.action(
    ending(async () => {
      const [key = ""] = command.args;
      settingOf(key);
      edit(command, key, undefined);
      return EXIT.done;
    }),
  );
}

function editing(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--config <FILE>", "The file, in place of one's own. [LAZYENGINE_CONFIG]");
}

function edit(command: Command, key: string, value: string | boolean | undefined): void {
  const flags = command.opts<SettingFlags>();
  // A file that is named need not be there yet.
  const file = readConfigFile(flags, process.env, { mayBeMissing: true });
  const { path } = file;
  const used = profileInUse(file, flags, process.env);
  editConfig(path, used === undefined ? [key] : ["profiles", used.name, key], value);
  const where = used === undefined ? path : `${path}: profiles.${used.name}`;
  say(`${where}: ${key} ${value === undefined ? "is taken out" : "is set"}`);
}

/** Which keys there are is known here; what is wrong with others is said where they are looked up. */
function keyArgument(): Argument {
  const keys = Object.keys(CLIENT_SETTINGS).map(fileKeyOf);
  return new Argument("<key>", "a setting, in snake_case as in the file").choices(keys).argParser((given) => given);
}

function settingOf(key: string): Setting<unknown> {
  const settings: Readonly<Record<string, Setting<unknown>>> = CLIENT_SETTINGS;
  const found = Object.entries(settings).find(([name]) => fileKeyOf(name) === key);
  if (found !== undefined) return found[1];
  const known = Object.keys(settings).map(fileKeyOf);
  const closest = closestName(key.replaceAll("-", "_"), known);
  const meant = closest === undefined ? "" : `; did you mean ${closest}?`;
  throw new ConfigError(`there is no setting ${key}; it must be one of ${known.join(", ")}${meant}`);
}
