// The contract on a gRPC server over the memory store, through the Python client.
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { contractSuite } from "./contract-suite.js";
import { startPythonClient } from "./subjects/python-client.js";

contractSuite({ name: "gRPC and the Python client", start: () => startPythonClient(createMemoryStore(), "blocking") });
