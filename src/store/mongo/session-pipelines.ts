/**
 * How sessions and leases change, as filters and update pipelines: the database's clock judges within the write itself.
 */
import type { Document } from "mongodb";
import type { SessionOpening } from "../session-store.js";

export const HAS_EXPIRED = { expire_time: { $type: "date" }, $expr: { $lte: ["$expire_time", "$$NOW"] } } as const;
/** What has no expiry compares as less than any time. */
export const HAS_NOT_EXPIRED = { $expr: { $gt: ["$expire_time", "$$NOW"] } } as const;

/** What the former owner listens for. */
const TAKEN_FROM = { $concat: ["$owner", "@", { $toString: "$epoch" }] };

/** One step that opens, resumes or takes over: rule L1. */
export function openPipeline({ namespace, session, owner, worker, queues = [], leaseMs }: SessionOpening): Document[] {
  const lives = {
    $and: [
      { $eq: ["$state", "LIVE"] },
      { $or: [{ $eq: [{ $type: "$expire_time" }, "missing"] }, { $gt: ["$expire_time", "$$NOW"] }] },
    ],
  };
  return [
    { $set: { resumed: lives, epoch: { $add: [{ $ifNull: ["$epoch", 0] }, 1] } } },
    {
      $set: {
        namespace: { $literal: namespace },
        session: { $literal: session },
        state: "LIVE",
        worker: { $literal: worker },
        queues: { $literal: [...queues] },
        lease_ms: leaseMs,
        base_epoch: { $cond: ["$resumed", "$base_epoch", "$epoch"] },
        taken_from: {
          $cond: [{ $and: ["$resumed", { $ne: [{ $type: "$owner" }, "missing"] }] }, TAKEN_FROM, "$$REMOVE"],
        },
        owner: owner === undefined ? "$$REMOVE" : { $literal: owner },
        expire_time: owner === undefined ? after(leaseMs) : "$$REMOVE",
      },
    },
  ];
}

/** Its stream is gone, or it is renewed without one: it lives on for its lease. */
export const LIVE_ON: Document[] = [{ $set: { owner: "$$REMOVE", expire_time: { $add: ["$$NOW", "$lease_ms"] } } }];

/** It ends; what it held belongs to a life that is over. */
export const EXPIRE: Document[] = [
  { $set: { state: "EXPIRED", epoch: { $add: ["$epoch", 1] }, owner: "$$REMOVE", expire_time: "$$NOW" } },
  { $set: { base_epoch: "$epoch" } },
];

export function leaseFor(leaseMs: number): Document[] {
  return [{ $set: { expire_time: after(leaseMs) } }];
}

function after(leaseMs: number): Document {
  return { $add: ["$$NOW", leaseMs] };
}
