/**
 * Loaded before a process's own code: each SIGUSR2 starts the recording of a CPU profile, or ends it and writes it into
 * the folder BENCH_PROFILES, under the name of the process's file and its id.
 */
import { renameSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { basename } from "node:path";

const SAMPLE_EVERY_US = 500;
const file = `${process.env.BENCH_PROFILES}/${basename(process.argv[1])}-${process.pid}.cpuprofile`;
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
let recording = false;
process.on("SIGUSR2", async () => {
  recording = !recording;
  if (recording) {
    await session.post("Profiler.start");
    return;
  }
  const { profile } = await session.post("Profiler.stop");
  writeFileSync(`${file}.part`, JSON.stringify(profile));
  // Who waits for it sees it whole.
  renameSync(`${file}.part`, file);
});
