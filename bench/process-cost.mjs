/**
 * What processes have cost, by the kernel's accounting. Linux only.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const pageBytes = Number(execFileSync("getconf", ["PAGESIZE"], { encoding: "utf8" }));

/** CPU time of a process with all its threads since it began, user and system. Milliseconds. */
export function cpuMs(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses, which may hold spaces; user and system time are the 14th and 15th.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}

/** Resident memory. Bytes. */
export function rssBytes(pid) {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * pageBytes;
}

/** The most that was resident at any time. Bytes. */
export function peakRssBytes(pid) {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** CPU time of each of the named processes while `act` runs, in milliseconds; and what it resolves to. */
export async function cpuOf(pids, act) {
  const before = Object.entries(pids).map(([name, pid]) => [name, pid, cpuMs(pid)]);
  const result = await act();
  return { result, cpu: Object.fromEntries(before.map(([name, pid, ms]) => [name, cpuMs(pid) - ms])) };
}

/** From now on `peakRssBytes` tells of what comes. */
export function resetPeakRss(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
