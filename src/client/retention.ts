/**
 * How long flows are kept, as plain values and as messages.
 */
import { durationMs } from "@bufbuild/protobuf/wkt";
import { type Retention as RetentionMessage, RetentionRuleSchema } from "#gen/lazyengine/v1/retention_pb.js";
import { GetRetentionRequestSchema, SetRetentionRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { FlowState as FlowStateEnum } from "#gen/lazyengine/v1/states_pb.js";
import { type CallOptions, checkList, checkOptions } from "./call-options.js";
import { enumNumbers } from "./enum-number.js";
import type { MessageCalls } from "./message-calls.js";
import { checkShape } from "./plain-shape.js";
import { required } from "./response-values.js";
import { type DurationInput, durationInputMessage, timeOf } from "./times.js";
import type { FlowState } from "./values.js";
import { nameOf } from "./values-of-messages.js";

export interface RetentionRule {
  /** Default: all that end a flow. */
  readonly states?: readonly FlowState[];
  /** All of them, with these values. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Since the flow's end. Absent = for ever. */
  readonly olderThan?: DurationInput;
}

export interface Retention {
  readonly namespace: string;
  /** The first one that a flow matches decides about it. */
  readonly rules: readonly RetentionRule[];
  /** "" = nobody ever has set them. */
  readonly revision: string;
  readonly updateTime?: number;
  readonly deleted: number;
  readonly passTime?: number;
}

export interface SetRetentionOptions {
  readonly requestId?: string;
  readonly expectedRevision?: string;
}

export async function getRetention(messages: MessageCalls, options: CallOptions): Promise<Retention> {
  checkOptions(options, GetRetentionRequestSchema);
  return retentionValue((await messages.getRetention({}, options)).retention);
}

export async function setRetention(
  messages: MessageCalls,
  rules: readonly RetentionRule[],
  options: SetRetentionOptions & CallOptions,
): Promise<Retention> {
  checkOptions(options, SetRetentionRequestSchema, ["rules"]);
  checkList(rules, "rules");
  for (const [index, rule] of rules.entries()) checkShape(rule, RetentionRuleSchema, `rules[${index}]`);
  const { requestId = "", expectedRevision } = options;
  const request = {
    requestId,
    rules: rules.map(({ states = [], labels, olderThan }, index) => {
      const age = durationInputMessage(olderThan, `rules[${index}].older_than`);
      return {
        states: enumNumbers(FlowStateEnum, states, `rules[${index}].states`),
        labels: { ...labels },
        ...(age !== undefined && { olderThan: age }),
      };
    }),
    ...(expectedRevision !== undefined && { expectedRevision }),
  };
  return retentionValue((await messages.setRetention(request, options)).retention);
}

function retentionValue(message: RetentionMessage | undefined): Retention {
  const { namespace, rules, revision, deleted, ...times } = required(message, "retention");
  const updateTime = timeOf(times.updateTime);
  const passTime = timeOf(times.passTime);
  return {
    namespace,
    rules: rules.map(({ states, labels, olderThan }) => ({
      ...(states.length > 0 && { states: states.map((state) => nameOf(FlowStateEnum, state)) }),
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(olderThan !== undefined && { olderThan: durationMs(olderThan) }),
    })),
    revision,
    ...(updateTime !== undefined && { updateTime }),
    deleted: Number(deleted),
    ...(passTime !== undefined && { passTime }),
  };
}
