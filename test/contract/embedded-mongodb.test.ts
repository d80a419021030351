// The contract on the embedded engine over MongoDB.
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { testDatabase } from "../mongod/database.js";
import { contractSuite } from "./contract-suite.js";
import { startEmbedded } from "./subjects/embedded-engine.js";

contractSuite({
  name: "embedded engine, MongoDB",
  start: () => {
    const { uri, dbName } = testDatabase();
    return startEmbedded(createMongoStore({ uri, database: dbName }));
  },
});
