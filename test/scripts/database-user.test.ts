// The user of MongoDB that scripts/create-database-user.mjs makes: enough for a server, and for nothing else.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { MongoClient } from "mongodb";
import { expect, onTestFinished, test } from "vitest";
import { Client, Executor } from "../../src/client/index.js";
import { createEngine } from "../../src/engine/index.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { guardedMongod } from "../mongod/guarded-mongod.js";
import { startServer } from "../server/running-server.js";

const execute = promisify(execFile);
const SCRIPT = new URL("../../scripts/create-database-user.mjs", import.meta.url).pathname;

test("runs flows from start to end in its database, and is refused everything else", async () => {
  const { host, admin } = await guardedMongod();
  const env = { ...process.env, ADMIN_MONGODB: admin, PASSWORD: "server-password" };
  const made = await execute(process.execPath, [SCRIPT, "flows", "server"], { env });
  expect(made.stdout).toContain("user server of the database flows has the role lazyengine");
  expect(made.stdout + made.stderr).not.toContain("password");
  // Again: brought up to date, not refused.
  await execute(process.execPath, [SCRIPT, "flows", "server"], { env });

  const uri = `mongodb://server:server-password@${host}/?directConnection=true&authSource=flows`;
  const store = createMongoStore({ uri, database: "flows" });
  const engine = await createEngine({ store });
  const server = await startServer(engine);
  const client = new Client({ address: `127.0.0.1:${server.grpcPort}` });
  const executor = new Executor({ client, handlers: { work: (task) => task.input } });
  onTestFinished(async () => {
    await executor.drain({ deadline: "5s" });
    client.close();
    await server.stop();
    await store.close();
  });
  await executor.start();
  // Beyond what is kept in the state itself, and in two steps.
  const input = "x".repeat(5_000);
  const handle = await client.run({
    name: "least",
    tasks: [
      { name: "a", type: "work", input },
      { name: "b", type: "work", input, dependsOn: ["a"] },
    ],
  });
  expect(await handle.result()).toEqual({ b: input });
  await client.deleteFlow(handle.flowId);
  // What goes on in the background needs no more either.
  const faults = server.log.filter(({ msg }) => msg === "background error" || msg === "unexpected error");
  expect(faults).toEqual([]);

  const own = new MongoClient(uri);
  onTestFinished(() => own.close());
  const refused = { codeName: "Unauthorized" };
  await expect(own.db("other").collection("c").insertOne({})).rejects.toMatchObject(refused);
  await expect(own.db("flows").dropDatabase()).rejects.toMatchObject(refused);
  await expect(own.db("flows").command({ usersInfo: 1 })).rejects.toMatchObject(refused);
  await expect(own.db("admin").command({ replSetGetStatus: 1 })).rejects.toMatchObject(refused);
}, 120_000);
