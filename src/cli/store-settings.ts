/**
 * Where a server started by this command keeps its flows.
 */
import { oneOf, optionalText, type SettingValues, text } from "../server/setting.js";

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
