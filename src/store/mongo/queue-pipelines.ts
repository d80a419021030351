/**
 * How queues are set, as update pipelines: what is lent and counted of a limit goes on where the limit does.
 */
import type { Document } from "mongodb";
import type { QueueKey, QueueSettings, QueueUpdate } from "../queue-store.js";
import type { QueueRow } from "./collections.js";

export function putPipeline(record: QueueUpdate, process: string): Document[] {
  const { namespace, queue, version, settings, reason, requests } = record;
  return [
    {
      $set: {
        namespace: { $literal: namespace },
        queue: { $literal: queue },
        version,
        pause: settings.pause === undefined ? "$$REMOVE" : { $literal: pauseRow(settings.pause) },
        concurrency: settings.concurrency === undefined ? "$$REMOVE" : { $literal: settings.concurrency },
        lending: lendingAfter(settings.concurrency?.epoch),
        rate: settings.rate === undefined ? "$$REMOVE" : { $literal: rateRow(settings.rate) },
        usage: usageAfter(settings.rate?.epoch),
        reason: { $literal: reason },
        update_time: "$$NOW",
        set_by: `${process}:${version}`,
        requests: { $literal: [...requests] },
      },
    },
  ];
}

/** An account is as it was made until it is set; what is there stays as it is. */
export function accountPipeline({ namespace, queue }: QueueKey, limit: number): Document[] {
  const made = (field: string, value: unknown) => ({ [field]: { $ifNull: [`$${field}`, value] } });
  return [
    {
      $set: {
        namespace: { $literal: namespace },
        queue: { $literal: queue },
        ...made("concurrency", { limit, epoch: 0 }),
        ...made("lending", { epoch: 0, since: "$$NOW", counted: true, unlent: 0, blocks: [] }),
        ...made("reason", ""),
        ...made("update_time", "$$NOW"),
      },
    },
  ];
}

/** Whoever had something out has given it back, or is gone for long. */
export function forgottenAfter(ageMs: number): Document {
  return {
    version: { $exists: false },
    "lending.blocks.permits": { $not: { $gt: 0 } },
    $expr: {
      $lt: [{ $max: [{ $max: "$lending.blocks.until" }, "$update_time"] }, { $subtract: ["$$NOW", ageMs] }],
    },
  };
}

/** It goes on where the limit does. */
function lendingAfter(epoch: number | undefined): Document | string {
  if (epoch === undefined) return "$$REMOVE";
  const begun = { epoch, since: "$$NOW", counted: epoch === 0, unlent: 0, blocks: [] };
  return { $cond: [{ $eq: ["$lending.epoch", epoch] }, "$lending", begun] };
}

function usageAfter(epoch: number | undefined): Document | string {
  if (epoch === undefined) return "$$REMOVE";
  return { $cond: [{ $eq: ["$usage.epoch", epoch] }, "$usage", { epoch, spent: [], reserved: [] }] };
}

function rateRow({ tasks, periodMs, epoch }: NonNullable<QueueSettings["rate"]>): NonNullable<QueueRow["rate"]> {
  return { tasks, period_ms: periodMs, epoch };
}

function pauseRow({ until }: NonNullable<QueueSettings["pause"]>): NonNullable<QueueRow["pause"]> {
  return until === undefined ? {} : { until: new Date(until) };
}
