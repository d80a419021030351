/**
 * The rows of the table, in its order, by the names that the command takes.
 */
import { backlogRow } from "./rows/backlog.mjs";
import { chainRow } from "./rows/chain.mjs";
import { commandsRow } from "./rows/commands.mjs";
import { concurrencyKeysRow } from "./rows/concurrency-keys.mjs";
import { fanRow } from "./rows/fan.mjs";
import { flatnessRow } from "./rows/flatness.mjs";
import { handOverRow } from "./rows/hand-over.mjs";
import { largeFlowRow } from "./rows/large-flow.mjs";
import { manyFlowsRow } from "./rows/many-flows.mjs";
import { memoryStoreRow } from "./rows/memory-store.mjs";
import { mistralRow } from "./rows/mistral.mjs";
import { openPagesRow } from "./rows/open-pages.mjs";
import { otherBuildRow } from "./rows/other-build.mjs";
import { pagesRow } from "./rows/pages.mjs";
import { queueLimitRow } from "./rows/queue-limit.mjs";
import { runRow } from "./rows/run.mjs";
import { taskflowEngineRow } from "./rows/taskflow-engine.mjs";
import { twoServersRow } from "./rows/two-servers.mjs";
import { watchersRow } from "./rows/watchers.mjs";

export const ROWS = {
  chain: chainRow,
  "many-flows": manyFlowsRow,
  fan: fanRow,
  flatness: flatnessRow,
  commands: commandsRow,
  "memory-store": memoryStoreRow,
  run: runRow,
  "large-flow": largeFlowRow,
  backlog: backlogRow,
  watchers: watchersRow,
  "two-servers": twoServersRow,
  "queue-limit": queueLimitRow,
  "hand-over": handOverRow,
  "taskflow-engine": taskflowEngineRow,
  mistral: mistralRow,
  "open-pages": openPagesRow,
};

/** Those that only run by name. */
export const ROWS_BY_NAME = {
  "concurrency-keys": concurrencyKeysRow,
  "other-build": otherBuildRow,
  // Needs Chromium.
  pages: pagesRow,
};
