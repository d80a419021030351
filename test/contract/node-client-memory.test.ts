// The contract on a gRPC server over the memory store, through the Node client.
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { contractSuite } from "./contract-suite.js";
import { startNodeClient } from "./subjects/node-client.js";

contractSuite({ name: "gRPC and the Node client, memory store", start: () => startNodeClient(createMemoryStore()) });
