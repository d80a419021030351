/**
 * Files with settings: YAML, by the settings' names in snake_case.
 */
import { readFileSync } from "node:fs";
import { closestName } from "./closest-name.js";
import { ConfigError, readAs } from "./setting.js";
import { yamlContent } from "./yaml-content.js";

/** Settings from one place, by their names in snake_case. */
export interface SettingLayer {
  /** The place, for people: what stands before a key in "FILE: key". */
  readonly name: string;
  readonly values: ReadonlyMap<string, unknown>;
}

/** Reads a file; which settings there are is not known here. Throws a ConfigError where it has no settings' form. */
export function settingFile(path: string): SettingLayer {
  const text = readText(path, "--config");
  return settingLayer(path, readAs(path, () => yamlContent(text)) ?? {});
}

/** Throws a ConfigError where the content is none of settings. */
export function settingLayer(name: string, content: unknown): SettingLayer {
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new ConfigError(`${name} must hold settings as "key: value", one a line`);
  }
  return { name, values: new Map(Object.entries(content)) };
}

/** Throws a ConfigError for a key that is none of the known ones. */
export function checkKeys({ name, values }: SettingLayer, known: readonly string[]): void {
  for (const key of values.keys()) {
    if (known.includes(key)) continue;
    const closest = closestName(key, known);
    const hint = closest === undefined ? `; known are ${known.join(", ")}` : `; did you mean ${closest}?`;
    throw new ConfigError(`${name}: there is no setting ${key}${hint}`);
  }
}

/** `origin`: who named the file. */
export function readText(path: string, origin: string): string {
  return readAs(`${origin}: cannot read ${path}`, () => readFileSync(path, "utf8"));
}
