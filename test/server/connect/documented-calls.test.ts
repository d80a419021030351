/**
 * The commands of docs/http.md as they stand, on a server with a real MongoDB.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { createMongoStore } from "../../../src/store/mongo/mongo-store.js";
import { startEngine } from "../../engine/stores.js";
import { testDatabase } from "../../mongod/database.js";
import { startServer } from "../running-server.js";
import { post } from "./connect-client.js";

const page = readFileSync(join(import.meta.dirname, "../../../docs/http.md"), "utf8");

function block(name: string): string {
  const [, text = ""] = new RegExp(`<!-- ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  return text;
}

it("are answered as the page says", async () => {
  const { uri, dbName } = testDatabase();
  const { engine } = await startEngine(createMongoStore({ uri, database: dbName }));
  const { httpPort } = await startServer(engine);
  const commands = block("curl").trim().split("\n\n");
  expect(commands).toHaveLength(5);
  const answers: Record<string, unknown>[] = [];
  for (const command of commands) {
    const here = command.replace("127.0.0.1:50052", `127.0.0.1:${httpPort}`);
    const { stdout } = await promisify(execFile)("sh", ["-c", `${here} --silent --show-error --fail-with-body`]);
    answers.push(JSON.parse(stdout));
  }
  expect(answers).toMatchObject([
    { flow: { flowId: "hello-1", state: "FLOW_STATE_RUNNING" }, ready: [{ taskId: "greet" }] },
    { flows: [{ flowId: "hello-1" }] },
    { tasks: [{ taskId: "greet", state: "TASK_STATE_READY" }] },
    {},
    { task: { state: "TASK_STATE_SUCCEEDED" }, flow: { state: "FLOW_STATE_SUCCEEDED" } },
  ]);
  expect(JSON.stringify(answers[3])).toContain("NO_EXECUTOR");
  const refused = await post(httpPort, LazyEngine.method.getFlowDetails, { flowId: "missing" });
  expect(JSON.parse(refused.body)).toEqual(JSON.parse(block("refused")));
});
