/**
 * Mutations of sessions, their credit, leases and clocks.
 */
import type { Mutation } from "./mutation.js";

export const SESSION_MUTATIONS: readonly Mutation[] = [
  {
    name: "claim-without-reservation",
    rule: "L1",
    file: "src/engine/dispatch/claim-waiting.ts",
    find: "      session.reserve(limit, backlog.queue);\n",
    replace: "",
    breaks: "two claims under way spend the same credit",
  },
  {
    name: "freed-credit-spent-twice",
    rule: "L1",
    file: "src/engine/dispatch/offers-ledger.ts",
    find: "      freed[kind] -= 1;\n",
    replace: "",
    breaks: "one completion pays for several tasks",
  },
  {
    name: "processes-never-die",
    rule: "L2",
    file: "src/engine/upkeep/sweep.ts",
    find: "      await orphanDeadProcesses(this.#machinery, dead);\n",
    replace: "",
    breaks: "the sessions of a process that died live for ever",
  },
  {
    name: "expired-without-tombstone",
    rule: "L3",
    file: "src/store/memory/memory-sessions.ts",
    find: "    this.#put(expired);\n",
    replace: "",
    breaks: "what a session holds is taken back, and the session lives on",
  },
  {
    name: "claims-of-earlier-lives-kept",
    rule: "L3",
    file: "src/engine/upkeep/expiry.ts",
    find: 'session.state === "LIVE" && epoch >= session.baseEpoch &&',
    replace: 'session.state === "LIVE" &&',
    breaks: "what an earlier life of a session held is held for ever",
  },
  {
    name: "orphans-not-reclaimed",
    rule: "L3",
    file: "src/engine/upkeep/sweep.ts",
    find: "      await this.#lookAtHolders(now);\n",
    replace: "",
    breaks: "a claim that landed after its session had expired is held for ever",
  },
  {
    name: "others-claims-taken-back",
    rule: "L3",
    file: "src/engine/upkeep/expiry.ts",
    find: "holdingSession(holder) === expired.session && holdingEpoch(holder) <= expired.epoch",
    replace: "holdingEpoch(holder) <= expired.epoch",
    breaks: "a session that expires takes the claims of others in its flows with it",
  },
  {
    name: "no-comparison-at-renewals",
    rule: "L4",
    file: "src/engine/sessions/process-lease.ts",
    find: "      if (session.ended) continue;\n      try {",
    replace: "      if (session.ended || !session.ended) continue;\n      try {",
    breaks: "a task whose push was lost is never sent; a lost hint leaves credit at 0",
  },
  {
    name: "clock-measured-once",
    rule: "L5",
    file: "src/engine/database-clock.ts",
    find: "      offset = measured.offset;\n",
    replace: "",
    breaks: "after a jump of the database's clock timers fire at the wrong time, or never",
  },
];
