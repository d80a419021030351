/**
 * Mutations of how queues are set, and of the permits that are lent of their limits.
 */
import type { Mutation } from "./mutation.js";

export const QUEUE_MUTATIONS: readonly Mutation[] = [
  {
    name: "paused-where-it-was-said-alone",
    rule: "Q1",
    file: "src/engine/queues/queue-table.ts",
    find: "      for (const record of await store.all()) this.put(record);\n",
    replace: "      await store.all();\n",
    worlds: "queues",
    breaks: "another process hands out of a queue that was paused",
  },
  {
    name: "permits-of-the-dead-stay-out",
    rule: "Q2",
    file: "src/engine/queues/lending-repair.ts",
    find: "    await store.queues.trim(key, { epoch, lender: id, until, permits: held, marginMs: MARGIN_MS, token: token() });\n",
    replace: "",
    worlds: "queues",
    breaks: "what a process that died had borrowed never comes back",
  },
  {
    name: "held-before-the-limit",
    rule: "Q2",
    file: "src/engine/queues/unlent-tally.ts",
    find: "tallied.unlent += 1;",
    replace: "tallied.unlent += 0;",
    worlds: "queues",
    breaks: "what was held when a limit was set does not count",
  },
  {
    name: "idle-permits-kept",
    rule: "Q2",
    file: "src/engine/queues/lender.ts",
    find: "      if (this.#permits > this.#used.count) this.#giveBack();\n",
    replace: "      if (this.#permits > this.#used.count && this.#givesWay) this.#giveBack();\n",
    worlds: "queues",
    breaks: "a process keeps what it has borrowed though it has nothing to hand out",
  },
  {
    name: "permit-not-taken-by-its-claim",
    rule: "Q2",
    file: "src/engine/queues/permits.ts",
    find: "      lender?.lend(token, segmentId);\n",
    replace: "",
    worlds: "queues",
    breaks: "a permit is free again as soon as its task is handed out",
  },
  {
    name: "queue-without-its-keys",
    rule: "Q2",
    file: "src/engine/queues/permits.ts",
    find: "return ofQueue === undefined ? [ofKey] : [ofQueue, ofKey];",
    replace: "return ofQueue === undefined ? [ofKey] : [ofQueue];",
    worlds: "keys",
    breaks: "where a queue has a limit its tasks need no permit of their key",
  },
  {
    name: "rate-never-used-up",
    rule: "Q3",
    file: "src/engine/queues/allowance.ts",
    find: "      this.#reserved = Math.max(0, this.#reserved - 1);\n",
    replace: "",
    worlds: "keys",
    breaks: "what was handed out does not count until it is told",
  },
];
