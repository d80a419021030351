// Starts a mongod on a folder and a port, and leaves it running: it belongs to whoever kills it.
import { startMongod } from "../../dist/mongod/index.js";

const [dataDir, port] = process.argv.slice(2);
const mongod = await startMongod({ dataDir, port: Number(port) });
console.log(JSON.stringify({ pid: mongod.pid, port: mongod.port, uri: mongod.uri }));
await mongod.release();
process.exit(0);
