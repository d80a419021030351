// The contract on a gRPC server over MongoDB, through the Node client.
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { testDatabase } from "../mongod/database.js";
import { contractSuite } from "./contract-suite.js";
import { startNodeClient } from "./subjects/node-client.js";

contractSuite({
  name: "gRPC and the Node client, MongoDB",
  start: () => {
    const { uri, dbName } = testDatabase();
    return startNodeClient(createMongoStore({ uri, database: dbName }));
  },
});
