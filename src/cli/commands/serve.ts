/**
 * `lazyengine serve`: a server on a MongoDB replica set.
 */
import { Command } from "commander";
import { SERVER_SETTINGS, serverConfig } from "../../server/config.js";
import { ending } from "../ending.js";
import type { ExitCode } from "../exit-code.js";
import { addSettings, type SettingFlags, settingsOf } from "../setting-flags.js";
import { onStopSignal } from "../stop-signal.js";
import { mongodbUri, STORE_SETTINGS } from "../store-settings.js";

export function serveCommand(): Command {
  const command = new Command("serve").description(
    "Serves until it is stopped. Any number of servers may share one database. The log goes to stderr, as JSON.",
  );
  addSettings(command, { ...STORE_SETTINGS, ...SERVER_SETTINGS });
  return command.action(ending(() => serve(command.opts<SettingFlags>())));
}

async function serve(flags: SettingFlags): Promise<ExitCode> {
  const stop = onStopSignal();
  const config = serverConfig(settingsOf(SERVER_SETTINGS, flags));
  const where = settingsOf(STORE_SETTINGS, flags);
  const { createMongoStore } = await import("../../store/mongo/mongo-store.js");
  const { serveUntilStopped } = await import("../serve-until-stopped.js");
  const store = createMongoStore({ uri: mongodbUri(where), database: where.database });
  return serveUntilStopped({ config, store, storeName: "mongodb", stop: stop.signal });
}
