/**
 * `lazyengine dev`: a server to try things with, with a MongoDB of its own.
 */
import { resolve } from "node:path";
import { Command } from "commander";
import type { RunningMongod } from "../../mongod/index.js";
import { SERVER_SETTINGS, serverConfig } from "../../server/config.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import { ending } from "../ending.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { firstCalls } from "../first-calls.js";
import { logLines } from "../log-lines.js";
import { say } from "../output.js";
import { addSettings, type SettingFlags, settingsOf } from "../setting-flags.js";
import { onStopSignal } from "../stop-signal.js";
import { DEV_SETTINGS } from "../store-settings.js";

const DATABASE = "lazyengine";

export function devCommand(): Command {
  const command = new Command("dev").description(
    "Serves for development, with an embedded MongoDB whose data is kept in a folder. Not for production. The log goes to stderr, for people.",
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
  const onReady = (grpc: string, http: string) => {
    say(firstCalls(grpc, config));
    if (config.httpCalls && config.ui) say(`See it: ${config.tlsCert === undefined ? "http" : "https"}://${http}/ui/`);
  };
  const serving = { config, log: logLines(say), onReady };
  if (kind === "memory") {
    const { createMemoryStore } = await import("../../store/memory/memory-store.js");
    return serveUntilStopped({ ...serving, store: createMemoryStore(), storeName: "memory", stop: stop.signal });
  }
  const dataDir = resolve(data);
  const { createMongoStore } = await import("../../store/mongo/mongo-store.js");
  const mongod = await embeddedMongod(dataDir);
  const lost = new AbortController();
  mongod.onEnd(() => {
    say(`error: mongod ${mongod.pid} has ended unexpectedly, its log is ${mongod.logPath}; stopping`);
    lost.abort();
  });
  try {
    const store = createMongoStore({ uri: mongod.uri, database: DATABASE });
    const until = AbortSignal.any([stop.signal, lost.signal]);
    const code = await serveUntilStopped({ ...serving, store, storeName: `mongodb:${dataDir}`, stop: until });
    return lost.signal.aborted ? EXIT.unavailable : code;
  } finally {
    if (lost.signal.aborted) await mongod.stop();
    else await leaveMongod(mongod);
  }
}

/** The last one that uses it stops it. */
async function leaveMongod(mongod: RunningMongod): Promise<void> {
  // First: of two that leave together at least one then sees that nobody is left.
  await mongod.release();
  if (await othersServe(mongod.uri)) {
    say(
      `mongod ${mongod.pid} goes on: another process serves from it, and a dev on its folder that is stopped as the last one ends it`,
    );
  } else {
    await mongod.stop();
  }
}

/** Whether another process of the engine has a lease; this one's is gone. */
async function othersServe(uri: string): Promise<boolean> {
  const { createMongoStore } = await import("../../store/mongo/mongo-store.js");
  const store = createMongoStore({ uri, database: DATABASE });
  try {
    return (await store.sessions.processes()).live.length > 0;
  } catch (error) {
    // Nobody is served by a database that does not answer.
    if (error instanceof StoreUnavailable) return false;
    throw error;
  } finally {
    await store.close();
  }
}

async function embeddedMongod(dataDir: string): Promise<RunningMongod> {
  const { resolveMongod, startMongod } = await import("../../mongod/index.js");
  const mongod = await startMongod({ dataDir, binary: () => resolveMongod({ log: say }) });
  say(`${mongod.attached ? "attached to" : "started"} mongod ${mongod.pid} at ${mongod.uri}, data in ${dataDir}`);
  return mongod;
}
