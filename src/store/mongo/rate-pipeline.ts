/**
 * How what counts of a queue's rate changes, as an update pipeline: the database judges by its own clock and by what is
 * stored at that moment, so that what was handed out within a period and what may be at any moment never pass the rate.
 */
import type { Document } from "mongodb";
import type { Reservation } from "../queue-store.js";

const SPENT = "$usage.spent";
const RESERVED = "$usage.reserved";
/** What was handed out within the same such part of a period counts as one, from its last moment on. */
const PARTS = 100;

export function reservePipeline(reservation: Reservation): Document[] {
  return [{ $set: stillCounting() }, { $set: spentToo(reservation) }, { $set: reservedAfter(reservation) }];
}

/** What is older than a period counts no more. */
function stillCounting(): Document {
  const begin = { $subtract: ["$$NOW", "$rate.period_ms"] };
  return {
    "usage.spent": { $filter: { input: SPENT, cond: { $gt: ["$$this.at", begin] } } },
    "usage.reserved": { $filter: { input: RESERVED, cond: { $gt: ["$$this.until", begin] } } },
  };
}

function spentToo({ spent }: Reservation): Document {
  if (spent === 0) return { "usage.spent": SPENT };
  const now = { at: "$$NOW", tasks: spent };
  const joined = { at: "$$NOW", tasks: { $add: [{ $ifNull: ["$$last.tasks", 0] }, spent] } };
  const before = { $slice: [SPENT, { $max: [0, { $subtract: [{ $size: SPENT }, 1] }] }] };
  const within = { $eq: [partOf("$$last.at"), partOf("$$NOW")] };
  const isPart = { $and: [{ $gt: [{ $size: SPENT }, 0] }, within] };
  const list = { $cond: [isPart, { $concatArrays: [before, [joined]] }, { $concatArrays: [SPENT, [now]] }] };
  return { "usage.spent": { $let: { vars: { last: { $last: SPENT } }, in: list } } };
}

function partOf(time: string): Document {
  return { $floor: { $divide: [{ $toLong: time }, { $divide: ["$rate.period_ms", PARTS] }] } };
}

/** More as far as the rate leaves room; less always. Others hear of what came back unused. */
function reservedAfter({ lender, tasks, spent, blockMs, sequence, token }: Reservation): Document {
  const id = { $literal: lender };
  const own = { $filter: { input: RESERVED, cond: { $eq: ["$$this.lender", id] } } };
  const others = { $filter: { input: RESERVED, cond: { $ne: ["$$this.lender", id] } } };
  const kept = { $max: [0, { $subtract: [{ $sum: { $map: { input: own, in: "$$this.tasks" } } }, spent] }] };
  const out = { $add: [{ $sum: `${SPENT}.tasks` }, { $sum: "$$others.tasks" }, "$$kept"] };
  const room = { $max: [0, { $subtract: ["$rate.tasks", out] }] };
  const isLess = { $lte: [tasks, "$$kept"] };
  const next = { $cond: [isLess, tasks, { $add: ["$$kept", { $min: [{ $subtract: [tasks, "$$kept"] }, room] }] }] };
  const block = { lender: id, tasks: "$$next", until: { $add: ["$$NOW", blockMs] }, sequence };
  const list = { $cond: [{ $eq: ["$$next", 0] }, "$$others", { $concatArrays: ["$$others", [block]] }] };
  const withKept = (value: Document) => ({ $let: { vars: { kept, others }, in: value } });
  return {
    freed_by: withKept({ $cond: [{ $lt: [tasks, "$$kept"] }, token, { $ifNull: ["$freed_by", ""] }] }),
    "usage.reserved": withKept({ $let: { vars: { next }, in: list } }),
  };
}
