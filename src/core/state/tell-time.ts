/**
 * When a segment has something to tell others next.
 */

import type { Family } from "./family.js";
import type { FlowHeader } from "./flow-header.js";
import { askTime, earliest } from "./flow-times.js";
import type { Post } from "./post.js";
import type { TaskState } from "./states.js";

/** A segment, as far as it has to do with others. */
interface Telling {
  readonly address: { readonly segment: number };
  readonly flow: FlowHeader;
  readonly counts: ReadonlyMap<TaskState, number>;
  readonly isPart: boolean;
  readonly hasFamily: boolean;
  readonly post: Post;
  readonly family: Family;
}

/** By when segment 0 must be told of counts that differ from those it knows; undefined = of none. */
export function reportTime({ address, post, counts }: Telling): number | undefined {
  return address.segment === 0 ? undefined : post.reportTime(counts);
}

/** When an outbox is sent again, segment 0 told of what has changed here, or the flow above asked. */
export function tellTime(segment: Telling): number | undefined {
  const { isPart, hasFamily, post, family, flow, address } = segment;
  const postTime = isPart ? earliest(post.resendTime(), reportTime(segment)) : undefined;
  return hasFamily ? earliest(postTime, family.resendTime(), askTime(flow, address.segment)) : postTime;
}
