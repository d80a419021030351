/**
 * BullMQ flows on a Redis that answers a write after its log is synced.
 */
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBound } from "../../child.mjs";
import { anchorFolder, freePort, installFromNpm, listening, needProgram } from "../installed.mjs";

export const bullmq = {
  async setUp() {
    const redis = await needProgram("redis-server", ["--version"], "make tools");
    const folder = await anchorFolder("bullmq");
    await installFromNpm("bullmq", folder);
    const { version } = JSON.parse(await readFile(`${folder}node_modules/bullmq/package.json`, "utf8"));
    const about = `bullmq ${version}, redis ${/v=(\S+)/.exec(redis)?.[1]}, appendonly yes, appendfsync always`;
    return { about };
  },

  /** One process with a worker of so many slots and a producer of flows, on a Redis of its own. */
  async load(stage, { slots }) {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), "lazyengine-bench-redis-"));
    const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
    const durable = ["--appendonly", "yes", "--appendfsync", "always", "--loglevel", "warning"];
    stage.keep(await startBound("redis-server", [...settings, ...durable], folder, () => listening(port)));
    return stage.load("anchors/bullmq/load.mjs", { port, slots });
  },
};
