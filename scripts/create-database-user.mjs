/**
 * Creates, or brings up to date, the user of MongoDB that a server of LazyEngine needs, with a role that allows what the server
 * does in its one database and nothing else.
 * Usage: ADMIN_MONGODB=URI PASSWORD=... node scripts/create-database-user.mjs [DATABASE [USER]]
 *   ADMIN_MONGODB   connection string of somebody who may manage users and roles of the database
 *   PASSWORD        the new user's
 *   DATABASE, USER  default: lazyengine for both
 */
import { MongoClient } from "mongodb";

const { ADMIN_MONGODB: uri, PASSWORD: password } = process.env;
const [database = "lazyengine", user = "lazyengine"] = process.argv.slice(2);

/** Of the collections of the database: read and write documents, and make collections, validators and indexes at the start. */
const ACTIONS = [
  "find",
  "insert",
  "update",
  "remove",
  "changeStream",
  "createCollection",
  "collMod",
  "createIndex",
  "listCollections",
  "listIndexes",
  "killCursors",
];

if (!uri || !password) {
  console.error("error: ADMIN_MONGODB and PASSWORD must be set in the environment");
  process.exit(2);
}
const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 });
try {
  const db = client.db(database);
  const role = { privileges: [{ resource: { db: database, collection: "" }, actions: ACTIONS }], roles: [] };
  await createOrUpdate(db, "Role", "lazyengine", role);
  await createOrUpdate(db, "User", user, { pwd: password, roles: [{ role: "lazyengine", db: database }] });
  console.log(`user ${user} of the database ${database} has the role lazyengine; connect with authSource=${database}`);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.close();
}

async function createOrUpdate(db, kind, name, about) {
  try {
    await db.command({ [`create${kind}`]: name, ...about });
  } catch (error) {
    // 51002 = the role, 51003 = the user exists.
    if (![51002, 51003].includes(error.code)) throw error;
    await db.command({ [`update${kind}`]: name, ...about });
  }
}
