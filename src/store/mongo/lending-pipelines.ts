/**
 * How what is lent of a queue's limit changes, as filters and update pipelines: the database judges by its own clock and by
 * what is stored at that moment, so that the sum of all blocks never passes the limit.
 */
import type { Document } from "mongodb";
import type { Borrowing, Trimming } from "../queue-store.js";

const BLOCKS = "$lending.blocks";

/** All that is out: in blocks, and by claims from before the limit. */
const OUT = { $add: [{ $sum: `${BLOCKS}.permits` }, "$lending.unlent"] };

/** The lender's block becomes as large as it asks for, as far as the limit leaves room; smaller always. */
export function borrowPipeline({ lender, permits, blockMs, sequence, token }: Borrowing): Document[] {
  const id = { $literal: lender };
  const mine = { $sum: { $map: { input: ofLender(id), in: "$$this.permits" } } };
  const room = { $max: [0, { $subtract: ["$concurrency.limit", OUT] }] };
  const raised = { $add: ["$$mine", { $min: [{ $subtract: [permits, "$$mine"] }, room] }] };
  const isLess = { $lte: [permits, "$$mine"] };
  const next = { $cond: [isLess, permits, { $cond: ["$lending.counted", raised, "$$mine"] }] };
  const block = {
    lender: id,
    permits: next,
    until: { $add: ["$$NOW", blockMs] },
    sequence,
    wants: { $lt: [next, permits] },
  };
  const others = { $filter: { input: BLOCKS, cond: { $ne: ["$$this.lender", id] } } };
  return [
    { $set: { freed_by: { $let: { vars: { mine }, in: freedBy({ $lt: [permits, "$$mine"] }, token) } } } },
    { $set: { "lending.blocks": { $let: { vars: { mine }, in: { $concatArrays: [others, [block]] } } } } },
  ];
}

/** What a dead lender has out is no more than was counted. */
export function trimPipeline({ lender, permits, token }: Trimming): Document[] {
  const isIt = { $eq: ["$$this.lender", { $literal: lender }] };
  const trimmed = { $mergeObjects: ["$$this", { permits: { $min: ["$$this.permits", permits] } }] };
  const blocks =
    permits === 0
      ? { $filter: { input: BLOCKS, cond: { $not: isIt } } }
      : { $map: { input: BLOCKS, in: { $cond: [isIt, trimmed, "$$this"] } } };
  return [{ $set: { freed_by: token, "lending.blocks": blocks } }];
}

/** Whose block has not been renewed since, and is over for so long. */
export function overFor({ lender, until, marginMs }: Trimming): Document {
  return {
    "lending.blocks": { $elemMatch: { lender, until: new Date(until) } },
    $expr: { $lt: [{ $add: [new Date(until), marginMs] }, "$$NOW"] },
  };
}

export function countedPipeline(unlent: number, token: string): Document[] {
  const isNews = { $or: [{ $not: ["$lending.counted"] }, { $lt: [unlent, "$lending.unlent"] }] };
  return [
    { $set: { freed_by: freedBy(isNews, token) } },
    { $set: { "lending.counted": true, "lending.unlent": unlent } },
  ];
}

/** Others hear of what differs: a token that was never there. */
function freedBy(condition: Document, token: string): Document {
  return { $cond: [condition, token, { $ifNull: ["$freed_by", ""] }] };
}

function ofLender(id: Document): Document {
  return { $filter: { input: BLOCKS, cond: { $eq: ["$$this.lender", id] } } };
}
