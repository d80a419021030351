// Makes sure that there is a mongod to run, fetching one into .cache/ where the machine has none, and says which it is.
import { resolveMongod } from "../dist/mongod/index.js";

try {
  const { path, source, version } = await resolveMongod({ log: (line) => console.error(line) });
  console.log(`mongod ${version} (${source}): ${path}`);
} catch (error) {
  console.error(error.name === "MongodError" ? error.message : error);
  process.exitCode = 1;
}
