// A process that starts a mongod, says so on standard output and holds it until it is killed, or stops it in order at
// the end of its standard input. Arguments: URL of the compiled package; the data folder, none for a throwaway mongod.
const [dist, dataDir] = process.argv.slice(2);
const { startMongod, startThrowawayMongod } = await import(new URL("mongod/index.js", dist).href);

const mongod = dataDir ? await startMongod({ dataDir }) : await startThrowawayMongod();
process.stdout.write(`${JSON.stringify({ uri: mongod.uri, pid: mongod.pid, attached: mongod.attached })}\n`);

process.stdin.resume().once("end", () => mongod.stop());
