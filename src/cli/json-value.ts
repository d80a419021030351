/**
 * Values of flags that are JSON: written on the command line, in a file or on stdin.
 */
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { ConfigError } from "../server/setting.js";

export const JSON_HINT = "JSON, @FILE that holds JSON, or - for stdin";

/** Throws a ConfigError that names the flag. Undefined where the flag was not given. */
export async function readJsonValue(flag: string, given: string | undefined): Promise<unknown> {
  if (given === undefined) return undefined;
  const json = await readText(flag, given);
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${flag} must be ${JSON_HINT}: ${why}. A text needs quotes of its own: ${flag} '"text"'`);
  }
}

async function readText(flag: string, given: string): Promise<string> {
  if (given === "-") return text(process.stdin);
  if (!given.startsWith("@")) return given;
  try {
    return await readFile(given.slice(1), "utf8");
  } catch (error) {
    throw new ConfigError(`${flag}: cannot read ${given.slice(1)}: ${error instanceof Error ? error.message : error}`);
  }
}
