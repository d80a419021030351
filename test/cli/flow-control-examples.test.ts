// The files of examples/flow-control, each run by the command against a server: how the flow ends, and its tasks with it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endAll, lazyengine, start } from "./lazyengine-process.js";

const FOLDER = join(import.meta.dirname, "../../examples/flow-control");
const FLOW_EXIT = { SUCCEEDED: 0, FAILED: 10, REVERTED: 12 } as const;

interface Expected {
  readonly ends: keyof typeof FLOW_EXIT;
  /** All of them, unless `further`. */
  readonly tasks: Readonly<Record<string, string>>;
  /** There are more tasks, this one among them: how often a loop turns is left to the clock, and a list may be long. */
  readonly further?: string;
  /** Why it has FAILED. */
  readonly failure?: string;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  "revert.yaml": {
    ends: "REVERTED",
    failure: "TIMEOUT",
    tasks: { "book-flight": "REVERTED", "book-hotel": "REVERTED", pay: "FAILED", "send-tickets": "PENDING" },
  },
  "scope-times.yaml": {
    ends: "REVERTED",
    failure: "TIMEOUT",
    tasks: { "pick-host": "REVERTED", install: "REVERTED", start: "FAILED", announce: "PENDING", report: "SUCCEEDED" },
  },
  "scope-nested.yaml": {
    ends: "REVERTED",
    failure: "TIMEOUT",
    tasks: { "ask-boss": "REVERTED", "reserve-budget": "REVERTED", "choose-airline": "REVERTED", book: "FAILED" },
  },
  "edges.yaml": {
    ends: "FAILED",
    failure: "TIMEOUT",
    tasks: {
      build: "SUCCEEDED",
      test: "FAILED",
      publish: "SUCCEEDED",
      report: "SUCCEEDED",
      release: "SKIPPED",
      postpone: "SUCCEEDED",
      mourn: "SKIPPED",
    },
  },
  "handled-failure.yaml": {
    ends: "SUCCEEDED",
    tasks: { upload: "FAILED", verify: "SKIPPED", "upload-to-mirror": "SUCCEEDED", notify: "FAILED" },
  },
  "conditions.yaml": {
    ends: "SUCCEEDED",
    tasks: {
      build: "FAILED",
      retry: "SUCCEEDED",
      mourn: "SKIPPED",
      deploy: "SUCCEEDED",
      "deploy-twice": "SKIPPED",
      report: "SUCCEEDED",
    },
  },
  "computed.yaml": { ends: "SUCCEEDED", tasks: { fetch: "FAILED", use: "SUCCEEDED" } },
  "repeat.yaml": { ends: "SUCCEEDED", tasks: { poll: "SUCCEEDED", use: "SUCCEEDED" } },
  "target-fail.yaml": {
    ends: "FAILED",
    failure: "FAIL_TARGET",
    tasks: { "check-stock": "SUCCEEDED", log: "SUCCEEDED", paint: "SKIPPED", varnish: "SKIPPED" },
  },
  "target-succeed.yaml": { ends: "SUCCEEDED", tasks: { cache: "SUCCEEDED", origin: "FAILED", compare: "SKIPPED" } },
  "target-pause.yaml": { ends: "SUCCEEDED", tasks: { plan: "SUCCEEDED", apply: "SUCCEEDED" } },
  "nested-flow.yaml": { ends: "SUCCEEDED", tasks: { prepare: "SUCCEEDED", ship: "SUCCEEDED", bill: "SUCCEEDED" } },
  "nested-retry.yaml": { ends: "SUCCEEDED", tasks: { upload: "FAILED", publish: "SKIPPED", tell: "SUCCEEDED" } },
  "join-all.yaml": {
    ends: "SUCCEEDED",
    tasks: { "fetch-a": "SUCCEEDED", "fetch-b": "SUCCEEDED", merge: "SUCCEEDED", archive: "SUCCEEDED" },
  },
  "join-any.yaml": {
    ends: "SUCCEEDED",
    tasks: { "mirror-1": "SUCCEEDED", "mirror-2": "SUCCEEDED", unpack: "SUCCEEDED" },
  },
  "join-at-least.yaml": {
    ends: "SUCCEEDED",
    tasks: { "vote-1": "SUCCEEDED", "vote-2": "FAILED", "vote-3": "SUCCEEDED", decide: "SUCCEEDED" },
  },
  "join-unreachable.yaml": {
    ends: "SUCCEEDED",
    tasks: {
      left: "SUCCEEDED",
      right: "FAILED",
      both: "FAILED",
      "either-way": "SKIPPED",
      "call-off": "SUCCEEDED",
    },
  },
  "instances.yaml": {
    ends: "SUCCEEDED",
    tasks: {
      north: "SUCCEEDED",
      south: "SUCCEEDED",
      west: "SUCCEEDED",
      load: "SUCCEEDED",
      "load#2": "SUCCEEDED",
      "load#3": "SUCCEEDED",
    },
  },
  "cycle.yaml": {
    ends: "SUCCEEDED",
    tasks: { start: "SUCCEEDED", look: "FAILED", wait: "SUCCEEDED", use: "SKIPPED", "time-is-up": "SUCCEEDED" },
    further: "look#2",
  },
  "cycle-bounded.yaml": {
    ends: "FAILED",
    failure: "TOO_MANY_INSTANCES",
    tasks: { start: "SUCCEEDED", turn: "SUCCEEDED", "turn#2": "SUCCEEDED", "turn#3": "SUCCEEDED" },
  },
  "for-each.yaml": {
    ends: "SUCCEEDED",
    tasks: {
      ping: "SUCCEEDED",
      "ping[0]": "FAILED",
      "ping[1]": "FAILED",
      "ping[2]": "FAILED",
      report: "SUCCEEDED",
      deploy: "FAILED",
      "deploy[0]": "FAILED",
      "deploy[1]": "FAILED",
      mourn: "SUCCEEDED",
      greet: "SUCCEEDED",
      "greet[0]": "FAILED",
      "greet[1]": "FAILED",
      "nothing-to-do": "SUCCEEDED",
    },
  },
  "long-list.yaml": {
    ends: "SUCCEEDED",
    tasks: { ping: "SUCCEEDED", "ping[0]": "FAILED", "ping[2500]": "FAILED", report: "SUCCEEDED" },
    further: "ping[5119]",
  },
};

let address = "";
beforeAll(async () => {
  const dev = start(["dev", "--store", "memory", "--port", "0"]);
  const [, grpc = ""] = await dev.stdout(/^lazyengine ready grpc=(\S+)/);
  address = grpc;
});
afterAll(endAll);

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

test("every file is told of, here and on the page of the folder", () => {
  const page = readFileSync(join(FOLDER, "README.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\S+\.yaml)` \|.*\| (\w+) \|$/gm)].map(([, name, ends]) => [name, ends]);
  expect(Object.keys(EXPECTED).toSorted()).toEqual(files.toSorted());
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(EXPECTED).map(([name, { ends }]) => [name, ends])),
  );
});

test.each(files)("%s ends as it says", async (name) => {
  const { ends, tasks, further, failure } = EXPECTED[name] ?? expect.fail(`nothing is expected of ${name}`);
  const flowId = name.replace(".yaml", "");
  const args = ["run", join(FOLDER, name), "--watch", "--flow-id", flowId, "--address", address, "-o", "json"];
  const watching = start(args);
  if (name.startsWith("target-pause")) {
    await watching.stderr(/^flow \S+ SUSPENDED/);
    expect(await statesOf(flowId)).toEqual({ plan: "SUCCEEDED", apply: "PENDING" });
    await lazyengine(["resume", flowId, "--address", address]);
  }
  if (name === "repeat.yaml") {
    await watching.stderr(/^flow \S+ RUNNING/);
    for (const result of ['{"done": false, "next": 20}', '{"done": true}']) {
      await lazyengine(["complete", flowId, "poll", "--result", result, "--address", address]);
    }
  }
  const { code, stdout } = await watching.ended;
  expect(code).toBe(FLOW_EXIT[ends]);
  expect(JSON.parse(stdout).flow).toMatchObject({ state: ends, ...(failure && { failure: { type: failure } }) });
  const states = await statesOf(flowId);
  if (further === undefined) expect(states).toEqual(tasks);
  else expect(states).toMatchObject({ ...tasks, [further]: expect.any(String) });
});

async function statesOf(flowId: string): Promise<Record<string, string>> {
  const { stdout } = await lazyengine(["get", flowId, "--address", address, "-o", "json"]);
  const told: { readonly tasks: readonly { readonly task_id: string; readonly state: string }[] } = JSON.parse(stdout);
  return Object.fromEntries(told.tasks.map(({ task_id, state }) => [task_id, state]));
}
