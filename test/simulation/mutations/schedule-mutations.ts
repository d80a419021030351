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
];
