/**
 * Every snippet and every command of the pages, as they stand, against real servers.
 */
import { execFileSync } from "node:child_process";
import { test } from "vitest";
import { distUrl } from "../run/once-per-run.js";
import { DOCUMENTS } from "./documents.js";
import { PageReader } from "./page-reader.js";

/** What a toolchain fetches the first time. */
const FIRST_TIME_MS = 600_000;

for (const row of DOCUMENTS) {
  const missing = (row.needs ?? []).filter((command) => !isThere(command));
  if (missing.length > 0) console.warn(`########## SKIPPED: ${row.page}: no ${missing.join(", no ")}: make tools`);
  test.skipIf(missing.length > 0)(`${row.page} is as it says`, { timeout: FIRST_TIME_MS }, async () => {
    await distUrl();
    const reader = await PageReader.of(row);
    await reader.follow(row.page);
  });
}

function isThere(command: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${command}`]);
    return true;
  } catch {
    return false;
  }
}
