/**
 * The configuration file of the person at the command: settings for every server, and profiles, each with those of one.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { closestName } from "../../server/closest-name.js";
import { ConfigError, fileKeyOf, type SettingTable } from "../../server/setting.js";
import { checkKeys, type SettingLayer, settingFile, settingLayer } from "../../server/setting-file.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What of a command line says where settings are. */
export interface ConfigFlags {
  readonly config?: string;
  readonly profile?: string;
}

export interface ConfigFile {
  readonly path: string;
  /** What stands there beside the profiles. */
  readonly settings: SettingLayer;
  /** By name. */
  readonly profiles: ReadonlyMap<string, SettingLayer>;
  /** The profile that the file has in use. */
  readonly inUse?: string;
}

/** A file that is named must be there unless it `mayBeMissing`; the one of the person need not. */
export function readConfigFile(
  flags: ConfigFlags,
  environment: Environment,
  { mayBeMissing = false }: { readonly mayBeMissing?: boolean } = {},
): ConfigFile {
  const named = flags.config ?? (environment["LAZYENGINE_CONFIG"] || undefined);
  const path = named ?? ownConfigPath(environment);
  if ((named === undefined || mayBeMissing) && !existsSync(path)) {
    return { path, settings: { name: path, values: new Map() }, profiles: new Map() };
  }
  return configFileOf(settingFile(path));
}

/** By the XDG Base Directory Specification, which takes absolute paths only. */
export function ownConfigPath(environment: Environment): string {
  const home = environment["XDG_CONFIG_HOME"] ?? "";
  return join(home.startsWith("/") ? home : join(homedir(), ".config"), "lazyengine", "config.yaml");
}

/** Takes the profiles out of what a file says. */
export function configFileOf({ name: path, values }: SettingLayer): ConfigFile {
  const { profile, profiles, ...settings } = Object.fromEntries(values);
  if (profile !== undefined && typeof profile !== "string") {
    throw new ConfigError(`${path}: profile must be the name of a profile, got ${JSON.stringify(profile)}`);
  }
  const named = settingLayer(`${path}: profiles`, profiles ?? {}).values;
  return {
    path,
    settings: { name: path, values: new Map(Object.entries(settings)) },
    profiles: new Map(
      [...named].map(([name, content]) => [name, settingLayer(profileName(path, name), content ?? {})]),
    ),
    ...(profile === undefined ? {} : { inUse: profile }),
  };
}

export interface ProfileInUse {
  readonly name: string;
  /** Who chose it, for people. */
  readonly origin: string;
}

/** The flag goes before the variable, that before the file. Undefined = none is. */
export function profileInUse(
  { path, inUse }: ConfigFile,
  flags: ConfigFlags,
  environment: Environment,
): ProfileInUse | undefined {
  const variable = environment["LAZYENGINE_PROFILE"];
  if (flags.profile !== undefined) return { name: flags.profile, origin: "--profile" };
  if (variable !== undefined && variable !== "") return { name: variable, origin: "LAZYENGINE_PROFILE" };
  return inUse === undefined ? undefined : { name: inUse, origin: `${path}: profile` };
}

/** What the files say, the profile before what holds for all. `known`: what a profile may hold. */
export function layersOf(
  file: ConfigFile,
  used: ProfileInUse | undefined,
  known: SettingTable,
): readonly SettingLayer[] {
  const keys = Object.keys(known).map(fileKeyOf);
  for (const layer of file.profiles.values()) checkKeys(layer, keys);
  return used === undefined ? [file.settings] : [profileOf(file, used), file.settings];
}

/** Throws a ConfigError where the file has no such profile. */
export function profileOf({ path, profiles }: ConfigFile, { name, origin }: ProfileInUse): SettingLayer {
  const layer = profiles.get(name);
  if (layer !== undefined) return layer;
  const names = [...profiles.keys()];
  const closest = closestName(name, names);
  const known = names.length === 0 ? "it has none" : `it must be one of ${names.join(", ")}`;
  const meant = closest === undefined ? "" : `; did you mean ${closest}?`;
  throw new ConfigError(`${origin} ${name}: there is no such profile in ${path}: ${known}${meant}`);
}

function profileName(path: string, name: string): string {
  return `${path}: profiles.${name}`;
}
