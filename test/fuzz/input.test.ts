// Hostile definitions are refused by name or taken, and hostile values are kept as they are.
import { readdir, readFile } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { Client, FlowFileError, LazyEngineError, parseFlowFile } from "../../src/client/index.js";
import { endAll, start } from "../cli/lazyengine-process.js";
import { seededRandom } from "../core/seeded-random.js";
import { testDatabase } from "../mongod/database.js";
import { hostileFile, hostileJson } from "./hostile-values.js";

const CASES = Number(process.env["CASES"] ?? 10_000);
const STORED = Math.ceil(CASES / 10);
const SEED = Number(process.env["SEED"] ?? 1);
const LIMIT_MS = 3_600_000;
const AT_ONCE = 16;
const EXAMPLES = new URL("../../examples/flow-control/", import.meta.url);
/** What may be said of a definition; anything else is a fault of the server's. */
const REFUSALS = ["INVALID_ARGUMENT", "FAILED_PRECONDITION", "NOT_FOUND", "RESOURCE_EXHAUSTED", "OUT_OF_RANGE"];

afterEach(endAll);

async function serve(args: readonly string[]): Promise<Client> {
  const server = start([...args, "--port", "0", "--http-port", "0", "--log-level", "silent"]);
  const [, address = ""] = await server.stdout(/^lazyengine ready grpc=(\S+)/);
  return new Client({ address });
}

test(`${CASES} hostile flow files are read and checked, or refused with a reason`, { timeout: LIMIT_MS }, async () => {
  const client = await serve(["dev", "--store", "memory"]);
  const names = (await readdir(EXAMPLES)).filter((name) => name.endsWith(".yaml"));
  const good = await Promise.all(names.map((name) => readFile(new URL(name, EXAMPLES), "utf8")));
  const random = seededRandom(SEED);
  const counts: Record<string, number> = {};
  let left = CASES;
  const check = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const text = hostileFile(random, random.pick(good));
      const became = await whatBecomesOf(client, text);
      counts[became] = (counts[became] ?? 0) + 1;
      expect(["not read", "taken", ...REFUSALS], text).toContain(became);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, check));
  client.close();
  const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  process.stdout.write(`fuzz: flow files: ${told.join(", ")}; seed ${SEED}\n`);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(counts["taken"]).toBeGreaterThan(0);
});

test(`${STORED} hostile inputs and results are stored as they came`, { timeout: LIMIT_MS }, async () => {
  const { uri, dbName } = testDatabase();
  const client = await serve(["serve", "--mongodb", uri, "--database", dbName]);
  const random = seededRandom(SEED);
  let left = STORED;
  const store = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const [input, result] = [{ given: hostileJson(random) }, { given: hostileJson(random) }];
      const { flowId } = await client.run({ tasks: [{ name: "a", type: "t", input }] });
      await client.taskComplete({ flowId, taskId: "a", result });
      const [kept] = (await client.getFlowDetails(flowId, { view: "FULL" })).tasks;
      expect(JSON.stringify([kept?.input, kept?.result])).toBe(JSON.stringify([input, result]));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, store));
  client.close();
});

async function whatBecomesOf(client: Client, text: string): Promise<string> {
  try {
    await client.validate(parseFlowFile(text, "fuzz.yaml"));
    return "taken";
  } catch (error) {
    if (error instanceof FlowFileError) return "not read";
    if (error instanceof LazyEngineError) return error.code;
    return `${text}\n${error}`;
  }
}
