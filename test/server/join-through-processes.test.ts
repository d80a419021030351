// The join race through two real server processes: 64 clients complete the 64 parents of one join at the same time. An
// executor is offered the join once, and one of the 64 answers says that it became ready. LAZYENGINE_PROCESS_JOIN_ROUNDS
// for more rounds; test/engine/join-race.test.ts runs 200 of them on two engines.
import { afterAll, expect, onTestFinished, test } from "vitest";
import { Client, Executor, type FlowSpec } from "../../src/client/index.js";
import { endAll, start } from "../cli/lazyengine-process.js";
import { testDatabase } from "../mongod/database.js";

const PARENTS = 64;
const ROUNDS = Number(process.env["LAZYENGINE_PROCESS_JOIN_ROUNDS"] ?? 20);
const names = Array.from({ length: PARENTS }, (_, index) => `parent${index}`);

/** Nobody serves the parents' queue: the clients complete them as outsiders, by ids alone. */
const SPEC: FlowSpec = {
  name: "join-race",
  tasks: [...names.map((name) => ({ name, type: "parent" })), { name: "join", type: "join", dependsOn: names }],
};

afterAll(endAll);

/** The gRPC addresses of as many server processes on one database. */
async function startServers(count: number): Promise<string[]> {
  const { uri, dbName } = testDatabase();
  const args = ["serve", "--mongodb", uri, "--database", dbName, "--port", "0", "--http-port", "0"];
  const servers = Array.from({ length: count }, () => start([...args, "--log-level", "warn"]));
  const ready = await Promise.all(servers.map((server) => server.stdout(/^lazyengine ready grpc=(\S+)/)));
  return ready.map(([, address]) => address ?? "");
}

function clientOf(address: string): Client {
  const client = new Client({ address });
  onTestFinished(() => client.close());
  return client;
}

test(`64 clients through two server processes make a join ready exactly once, ${ROUNDS} rounds`, async () => {
  const addresses = await startServers(2);
  const racers = names.map((_, index) => clientOf(addresses[index % 2]!));
  const offered: string[] = [];
  const executor = new Executor({
    client: clientOf(addresses[1]!),
    handlers: { join: ({ flowId, attempt }) => offered.push(`${flowId} ${attempt}`) },
  });
  await executor.start();
  onTestFinished(() => executor.drain());

  const expected: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const handle = await racers[round % 2]!.run(SPEC, { flowId: `round${round}` });
    const { flowId } = handle;
    const answers = await Promise.all(
      names.map((taskId, index) => racers[index]!.taskComplete({ flowId, taskId, result: index })),
    );
    expect(answers.flatMap(({ ready }) => ready.map(({ taskId }) => taskId))).toEqual(["join"]);
    expected.push(`${flowId} 1`);
    await handle.result();
    const { flow } = await racers[1]!.getFlowDetails(flowId);
    expect(flow.counts).toEqual([{ state: "SUCCEEDED", count: PARENTS + 1 }]);
  }
  expect(offered).toEqual(expected);
});
