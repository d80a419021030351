/**
 * Where a server started by this command keeps its flows.
 */
import { ConfigError, oneOf, optionalText, type SettingValues, text } from "../server/setting.js";

/** For `serve`. */
export const STORE_SETTINGS = {
  mongodb: {
    ...optionalText({
      description: "The connection string of the MongoDB replica set that keeps the flows.",
      placeholder: "URI",
    }),
    secret: true,
  },
  database: text({
    description: "The name of the database in it.",
    placeholder: "NAME",
    default: "lazyengine",
  }),
} as const;

/** For `dev`. */
export const DEV_SETTINGS = {
  store: oneOf(["mongodb", "memory"], {
    description: "mongodb: an embedded MongoDB, kept in --data. memory: nothing outlives the process.",
    placeholder: "KIND",
    default: "mongodb",
  }),
  data: text({
    description: "The folder that keeps the embedded MongoDB's data.",
    placeholder: "DIR",
    default: ".lazyengine",
  }),
} as const;

export type StoreConfig = SettingValues<typeof STORE_SETTINGS>;
export type DevConfig = SettingValues<typeof DEV_SETTINGS>;

/** Throws a ConfigError where none is given. */
export function mongodbUri({ mongodb }: StoreConfig): string {
  if (mongodb === undefined) {
    throw new ConfigError(
      "--mongodb is needed: the connection string of a replica set, such as mongodb://HOST/?replicaSet=rs0",
    );
  }
  return mongodb;
}
