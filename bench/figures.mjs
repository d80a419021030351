/**
 * Figures of several rounds, and what may be said of them.
 */

/** Sorted ascending, a copy. */
function ascending(values) {
  return [...values].sort((a, b) => a - b);
}

/** The value below which a share of all lies. */
export function quantile(values, share) {
  const sorted = ascending(values);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Of one figure over the rounds. */
export function spreadOf(values) {
  return { median: quantile(values, 0.5), least: Math.min(...values), most: Math.max(...values) };
}

/** Round by round, each against the anchor of the same round. */
export function ratioOf(values, anchors) {
  return spreadOf(values.map((value, round) => value / anchors[round]));
}

/** Whether a ratio shows a difference at all: not where its range contains 1. */
export function showsDifference({ least, most }) {
  return least > 1 || most < 1;
}

/** What the latencies of a chain's hand-overs come to, given in milliseconds and in their order. */
export function handOverFigures(latencies) {
  const totalMs = latencies.reduce((sum, latency) => sum + latency, 0);
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    most: Math.max(...latencies),
    firstHundred: quantile(latencies.slice(0, 100), 0.5),
    lastHundred: quantile(latencies.slice(-100), 0.5),
    // One follows the other: what is not hand-over is a handler that does nothing.
    perSecond: (latencies.length / totalMs) * 1000,
  };
}
