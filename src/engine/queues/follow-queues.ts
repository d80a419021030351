/**
 * What follows in this process where a queue is set otherwise: its limits are kept as they are now, and what waits is looked
 * at again.
 */
import type { Machinery } from "../machinery.js";
import { QueueTable } from "./queue-table.js";

export function followQueues(
  { store, environment, clock, emit }: Pick<Machinery, "store" | "environment" | "clock" | "emit">,
  machinery: () => Machinery,
): QueueTable {
  return new QueueTable({
    store: store.queues,
    environment,
    clock,
    changed: (record) => {
      const { permits, rates, dispatcher } = machinery();
      permits.follow(record);
      rates.follow(record);
      dispatcher.queueChanged(record);
    },
    failed: (error) => emit({ kind: "error", what: "reading how queues are set", error }),
  });
}
