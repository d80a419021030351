/**
 * Mutations of schedules.
 */
import type { Mutation } from "./mutation.js";

export const SCHEDULE_MUTATIONS: readonly Mutation[] = [
  {
    name: "decided-start-not-found-again",
    rule: "contract",
    file: "src/core/schedules/wake-time.ts",
    find: "  if (flows.some(({ started }) => !started)) return cursor;\n",
    replace: "",
    worlds: "schedules",
    breaks: "what a process that died had decided to start is never started",
  },
  {
    name: "deleted-while-it-starts",
    rule: "contract",
    file: "src/engine/calls/schedule-calls.ts",
    find: "if (record.progress.flows.some(({ started }) => !started)) await",
    replace: 'if (record.progress.flows.some(({ flowId }) => flowId === "")) await',
    worlds: "deleted schedules",
    breaks: "a flow of a schedule is started when its caller knows that it is deleted",
  },
  {
    name: "deletion-not-looked-at",
    rule: "contract",
    file: "src/engine/calls/schedule-calls.ts",
    find: "else if (await machinery.store.schedules.delete(record)) return",
    replace: "else if ((await machinery.store.schedules.delete(record)) || record.version > 0) return",
    worlds: "deleted schedules",
    breaks: "a schedule that was changed as it was to be deleted is said to be deleted, and goes on",
  },
  {
    name: "put-anew-from-long-ago",
    rule: "contract",
    file: "src/core/schedules/schedule.ts",
    find: "return { cursor: now,",
    replace: "return { cursor: now - 100_000,",
    worlds: "deleted schedules",
    breaks: "a schedule that is put makes up for what was due before",
  },
];
