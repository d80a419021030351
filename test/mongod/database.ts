// A database of one's own on the run's mongod, for every test that needs a real one.
import { randomBytes } from "node:crypto";
import { mongodbUri } from "../run/once-per-run.js";

const uri = await mongodbUri();

export interface TestDatabase {
  readonly uri: string;
  /** Never used before, so it is empty. */
  readonly dbName: string;
}

/** A fresh database at each call. It goes with the run's mongod; there is nothing to clean up but one's own clients. */
export function testDatabase(): TestDatabase {
  return { uri, dbName: `test_${randomBytes(8).toString("hex")}` };
}
