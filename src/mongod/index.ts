// The embedded mongod, for `lazyengine dev`, tests, benchmarks and the demonstration. A server uses a given deployment.
export type { MongodBinary, MongodSource } from "./mongod-binary.js";
export { MongodError } from "./mongod-error.js";
export { type ResolveMongodOptions, resolveMongod } from "./resolve-mongod.js";
export { type RunningMongod, type StartMongodOptions, startMongod } from "./start-mongod.js";
export { startThrowawayMongod } from "./throwaway-mongod.js";
