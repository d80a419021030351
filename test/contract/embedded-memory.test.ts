// The contract on the embedded engine over the memory store.
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { contractSuite } from "./contract-suite.js";
import { startEmbedded } from "./subjects/embedded-engine.js";

contractSuite({ name: "embedded engine, memory store", start: () => startEmbedded(createMemoryStore()) });
