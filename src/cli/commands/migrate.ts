/**
 * `lazyengine migrate`: brings a database to this version's stored format.
 */
import { Command } from "commander";
import type { FormatReport } from "../../store/mongo/migrate-database.js";
import { ending } from "../ending.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { createOutput } from "../output.js";
import { OUTPUT_SETTINGS } from "../output-settings.js";
import { addSettings, type SettingFlags, settingsOf } from "../setting-flags.js";
import { mongodbUri, STORE_SETTINGS } from "../store-settings.js";

const SETTINGS = { ...STORE_SETTINGS, ...OUTPUT_SETTINGS } as const;

interface MigrateFlags {
  readonly finalize?: boolean;
}

export function migrateCommand(): Command {
  const command = new Command("migrate")
    .description("Prepares a database for this version and rewrites what is older than the format in use.")
    .option("--finalize", "also make the newest format the one in use: no process of an older version may be left");
  addSettings(command, SETTINGS);
  return command.action(ending(() => migrate(command.opts<SettingFlags & MigrateFlags>())));
}

async function migrate(flags: SettingFlags & MigrateFlags): Promise<ExitCode> {
  const config = settingsOf(SETTINGS, flags);
  const finalize = flags.finalize === true;
  const where = { uri: mongodbUri(config), database: config.database };
  const { migrateDatabase } = await import("../../store/mongo/migrate-database.js");
  const report = await migrateDatabase(where, { finalize });
  createOutput(config).show({ value: report, names: [], table: () => linesOf(report) });
  return EXIT.done;
}

function linesOf({ active, newest, outdated }: FormatReport): readonly string[] {
  const state = `Documents are written in format ${active}; the newest that this version knows is ${newest}.`;
  const left = outdated === 0 ? [] : [`${outdated} documents are older; they are rewritten as they change.`];
  const next = active === newest ? [] : ["When no process of an older version is left: lazyengine migrate --finalize"];
  return [state, ...left, ...next];
}
