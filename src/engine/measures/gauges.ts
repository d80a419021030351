/**
 * What a process has at this moment, for its metrics.
 */
import type { EngineGauges } from "../engine.js";
import type { Machinery } from "../machinery.js";

export function gauges({ sessions, committer, definitions, alarms }: Machinery): EngineGauges {
  const all = sessions.all();
  let backlog = 0;
  for (const { segment } of committer.cache.values()) {
    if (segment.offers) backlog += segment.count("READY");
  }
  return {
    sessions: all.length,
    held: all.reduce((sum, { held }) => sum + held.size, 0),
    backlog,
    queued: committer.queued,
    caches: {
      segments: { entries: committer.cache.size, bytes: committer.cache.calculatedSize },
      definitions: definitions.gauge,
    },
    alarms: alarms.size,
  };
}
