/**
 * `lazyengine dev`: a server to try things with, with a MongoDB of its own.
 */
import { resolve } from "node:path";
import { Command } from "commander";
import type { RunningMongod } from "../../mongod/index.js";
import { SERVER_SETTINGS, serverConfig } from "../../server/config.js";
import { ending } from "../ending.js";
import type { ExitCode } from "../exit-code.js";
import { say } from "../output.js";
import { addSettings, type SettingFlags, settingsOf } from "../setting-flags.js";
import { onStopSignal } from "../stop-signal.js";
import { DEV_SETTINGS } from "../store-settings.js";

const DATABASE = "lazyengine";

export function devCommand(): Command {
  const command = new Command("dev").description(
    "Serves for development, with an embedded MongoDB whose data is kept in a folder. Not for production.",
  );
  addSettings(command, { ...DEV_SETTINGS, ...SERVER_SETTINGS });
  return command.action(ending(() => dev(command.opts<SettingFlags>())));
}

async function dev(flags: SettingFlags): Promise<ExitCode> {
  const stop = onStopSignal();
  const { store: kind, data } = settingsOf(DEV_SETTINGS, flags);
  const config = serverConfig(settingsOf(SERVER_SETTINGS, flags));
  say("This is a development server: no replication, one machine. Not for production.");
  const { serveUntilStopped } = await import("../serve-until-stopped.js");
  const onReady = sayHowToBegin;
  if (kind === "memory") {
    const { createMemoryStore } = await import("../../store/memory/memory-store.js");
    return serveUntilStopped({ config, store: createMemoryStore(), storeName: "memory", stop, onReady });
  }
  const dataDir = resolve(data);
  const { createMongoStore } = await import("../../store/mongo/mongo-store.js");
  const mongod = await embeddedMongod(dataDir);
  try {
    const store = createMongoStore({ uri: mongod.uri, database: DATABASE });
    return await serveUntilStopped({ config, store, storeName: `mongodb:${dataDir}`, stop, onReady });
  } finally {
    await mongod.stop();
  }
}

async function embeddedMongod(dataDir: string): Promise<RunningMongod> {
  const { resolveMongod, startMongod } = await import("../../mongod/index.js");
  const mongod = await startMongod({ dataDir, binary: () => resolveMongod({ log: say }) });
  say(`${mongod.attached ? "attached to" : "started"} mongod ${mongod.pid} at ${mongod.uri}, data in ${dataDir}`);
  return mongod;
}

/** Two commands that work as they stand, in two other terminals. */
function sayHowToBegin(address: string): void {
  const flow = JSON.stringify({ name: "hello", tasks: [{ name: "greet", type: "hello", input: "world" }] });
  say(`Try it:
  npx lazyengine worker --address ${address} --queue hello -- 'echo "hello $(cat)"'
  echo '${flow}' | npx lazyengine run - --address ${address} --watch`);
}
