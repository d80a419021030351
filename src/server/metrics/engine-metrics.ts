/**
 * What the engine tells of its work: events as they happen, and the numbers that it keeps.
 */
import { Counter, Histogram, type Registry } from "prom-client";
import type { Engine, EngineEvent } from "../../engine/engine.js";
import { isStoreUnavailable } from "../background-errors.js";
import { LATENCIES, SIZES } from "./buckets.js";
import { oncePerPage } from "./once-per-page.js";
import { readCounter, readGauge, readHistogram } from "./read-metrics.js";

export function addEngineMetrics(registry: Registry, engine: Engine): void {
  engine.metrics.on(engineObserver(registry));
  addTallies(registry, engine);
  addGauges(registry, engine);
}

function engineObserver(registry: Registry): (event: EngineEvent) => void {
  const registers = [registry];
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const commits = histogram("lazyengine_commit_duration_seconds", "How long commits took.", LATENCIES);
  const segments = histogram("lazyengine_commit_segments", "Segments of flows written by one commit.", SIZES);
  const commands = histogram("lazyengine_commit_commands", "Commands decided in one commit.", SIZES);
  const conflicts = counter("lazyengine_conflicts_total", "Writes that another process was faster than.");
  const retries = counter("lazyengine_command_retries_total", "Commands that were decided again after such a write.");
  const givenUp = counter("lazyengine_commands_given_up_total", "Commands that lost too often: CONFLICT was answered.");
  const unanswered = counter("lazyengine_unanswered_commits_total", "Commits that the store gave no answer to.");
  const handOvers = histogram(
    "lazyengine_hand_over_seconds",
    "From the moment a task is ready until a stream takes it.",
    LATENCIES,
  );
  const expired = counter("lazyengine_expired_sessions_total", "Sessions whose lease ran out.");
  const errors = new Counter({
    name: "lazyengine_background_errors_total",
    help: "Errors outside of calls, by cause: the store does not answer, or something unexpected.",
    labelNames: ["cause"],
    registers,
  });
  for (const cause of ["store", "unexpected"]) errors.inc({ cause }, 0);
  return (event) => {
    switch (event.kind) {
      case "commit":
        commits.observe(event.durationMs / 1000);
        segments.observe(event.segments);
        commands.observe(event.commands);
        break;
      case "conflict":
        conflicts.inc(event.segments);
        retries.inc(event.commands - event.givenUp);
        givenUp.inc(event.givenUp);
        break;
      case "unanswered":
        unanswered.inc();
        break;
      case "hand_over":
        handOvers.observe(event.latencyMs / 1000);
        break;
      case "expired":
        expired.inc(event.sessions);
        break;
      case "error":
        errors.inc({ cause: isStoreUnavailable(event.error) ? "store" : "unexpected" });
        break;
    }
  };
}

function addTallies(registry: Registry, { metrics: { tally } }: Engine): void {
  const spread = readHistogram.bind(undefined, registry);
  const counter = (name: string, help: string, read: () => number) =>
    readCounter(registry, name, help, undefined, () => [["", read()]]);
  const byLabel = readCounter.bind(undefined, registry);
  spread("lazyengine_claim_seconds", "From the moment a task is ready until it is claimed.", tally.claims);
  spread(
    "lazyengine_refill_seconds",
    "From the moment that both a ready task and credit that came free are there until the session holds the task.",
    tally.refills,
  );
  spread("lazyengine_timer_lateness_seconds", "How late timers were acted on.", tally.timers);
  spread(
    "lazyengine_change_stream_lag_seconds",
    "From another process's commit until this one heard of it.",
    tally.hints,
  );
  counter("lazyengine_change_stream_gaps_total", "How often hints may have been lost.", () => tally.hintGaps);
  counter("lazyengine_flows_started_total", "Flows that were stored.", () => tally.flowsStarted);
  byLabel("lazyengine_flows_ended_total", "Flows that ended, by state.", "state", () =>
    Object.entries(tally.flowsEnded).map(([state, count = 0]) => [state, count]),
  );
  counter("lazyengine_flows_pruned_total", "Flows deleted because their retention was over.", () => tally.flowsPruned);
  byLabel("lazyengine_due_times_total", "Due times of schedules that were decided, by outcome.", "outcome", () =>
    Object.entries(tally.dueTimes),
  );
  spread("lazyengine_due_start_seconds", "From a due time of a schedule until its flow was there.", tally.dueStarts);
  byLabel("lazyengine_attempts_ended_total", "Attempts at tasks that ended, by how.", "end", () =>
    Object.entries(tally.attempts),
  );
  byLabel(
    "lazyengine_segment_lookups_total",
    "Segments that commits needed, by where they were found.",
    "from",
    () =>
      [
        ["cache", tally.segments.cached],
        ["store", tally.segments.read],
      ] as const,
  );
}

function addGauges(registry: Registry, { metrics }: Engine): void {
  const gauges = oncePerPage(() => metrics.gauges());
  const gauge = (name: string, help: string, read: () => number) =>
    readGauge(registry, name, help, [], () => [[{}, read()]]);
  const caches = (): readonly (readonly [{ cache: string }, { entries: number; bytes: number }])[] =>
    Object.entries(gauges().caches).map(([cache, kept]) => [{ cache }, kept]);
  gauge("lazyengine_sessions", "Sessions whose stream is connected here.", () => gauges().sessions);
  gauge("lazyengine_held_tasks", "Tasks that those sessions hold.", () => gauges().held);
  gauge("lazyengine_backlog_tasks", "Tasks known to wait unclaimed.", () => gauges().backlog);
  gauge("lazyengine_queued_commands", "Commands that wait for a commit.", () => gauges().queued);
  gauge("lazyengine_alarms", "Timers that this process is going to act on.", () => gauges().alarms);
  readGauge(registry, "lazyengine_cache_entries", "What is kept in memory, by cache.", ["cache"], () =>
    caches().map(([labels, { entries }]) => [labels, entries]),
  );
  readGauge(registry, "lazyengine_cache_bytes", "How much that is, roughly.", ["cache"], () =>
    caches().map(([labels, { bytes }]) => [labels, bytes]),
  );
}
