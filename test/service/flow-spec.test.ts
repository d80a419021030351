/**
 * Every field of a definition is served or refused by name, none is dropped: the descriptor is walked, each field set to
 * something and looked for in what the engine is given.
 */
import { create, type DescField, type DescMessage, type Message, ScalarType } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { type FlowSpec, FlowSpecSchema } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../src/engine/engine-error.js";
import type { FlowDefinition } from "../../src/engine/values.js";
import { flowSpecMessage } from "../../src/service/messages/definition.js";
import { flowDefinitionOf } from "../../src/service/messages/flow-spec.js";
import { ServiceError } from "../../src/service/service-error.js";

/** Fields that a message cannot do without, whichever other field is looked at. */
const REQUIRED: Readonly<Record<string, object>> = {
  "lazyengine.v1.TaskSpec": { work: { case: "type", value: "t" } },
  "lazyengine.v1.ScopeSpec": { kind: 1 },
  "lazyengine.v1.Edge": { destination: { case: "to", value: "t" } },
};

/** Enums of which every value must be said: the unspecified one is refused. */
const SAID = ["lazyengine.v1.EdgeTarget", "lazyengine.v1.Controller"];

interface Place {
  readonly path: string;
  readonly desc: DescMessage;
  /** A whole definition with this message in its place. */
  build(message: Message): FlowSpec;
}

const ROOT: Place = { path: "spec", desc: FlowSpecSchema, build: (message) => message as FlowSpec };

function convert(spec: FlowSpec): FlowDefinition {
  return flowDefinitionOf(spec, "spec");
}

function messageWith(desc: DescMessage, fields: object): Message {
  return create(desc, { ...REQUIRED[desc.typeName], ...fields });
}

function initOf(field: DescField, value: unknown): object {
  if (field.oneof !== undefined) return { [field.oneof.localName]: { case: field.localName, value } };
  return { [field.localName]: value };
}

/** A value that no default equals; messages are empty, lists and maps have one entry. */
function sampleOf(field: DescField): unknown {
  switch (field.fieldKind) {
    case "list":
      if (field.listKind === "enum") return [field.enum.values.at(2)?.number];
      return field.listKind === "message" ? [messageWith(field.message, {})] : ["sample"];
    case "map":
      return { key: "value" };
    case "message":
      return messageWith(field.message, {});
    case "enum":
      return field.enum.values.at(2)?.number;
    case "scalar":
      return SCALARS.get(field.scalar)?.[0];
  }
}

/** Two values for each kind. */
const SCALARS = new Map<ScalarType, readonly [unknown, unknown]>([
  [ScalarType.STRING, ["sample", "another"]],
  [ScalarType.BOOL, [true, false]],
  // Also the nanoseconds of a Duration, of which whole milliseconds are kept.
  [ScalarType.INT32, [3_000_000, 4_000_000]],
  [ScalarType.UINT32, [3, 4]],
  [ScalarType.DOUBLE, [3, 4]],
  [ScalarType.INT64, [3n, 4n]],
  [ScalarType.BYTES, [Uint8Array.of(1), Uint8Array.of(2)]],
]);

/** Each field of the message and, through messages, of those within. */
function* fieldsWithin(
  place: Place,
): Generator<{ readonly place: Place; readonly field: DescField; readonly path: string }> {
  for (const field of place.desc.fields) {
    const path = `${place.path}.${field.name}`;
    yield { place, field, path };
    // A definition within another has the fields that are looked at already.
    if (field.message === FlowSpecSchema) continue;
    const list = field.fieldKind === "list" && field.listKind === "message";
    if (!list && field.fieldKind !== "message") continue;
    yield* fieldsWithin({
      path: list ? `${path}[0]` : path,
      desc: field.message,
      build: (message) => place.build(messageWith(place.desc, initOf(field, list ? [message] : message))),
    });
  }
}

const FIELDS = [...fieldsWithin(ROOT)].filter(
  // A message that is there but empty may say nothing: what it holds is looked at field by field.
  ({ field }) => field.fieldKind !== "message" || field.message.fields.length === 0 || field.oneof !== undefined,
);
const ENUMS = FIELDS.flatMap(({ field, path, ...rest }) => {
  const values =
    field.enum === undefined ? [] : [...field.enum.values, { number: 99, name: "a value that is not known" }];
  const isList = field.fieldKind === "list";
  return values.map((value) => ({
    ...rest,
    field,
    path: isList ? `${path}[0]` : path,
    value,
    init: initOf(field, isList ? [value.number] : value.number),
    said: isList || SAID.includes(field.enum?.typeName ?? ""),
  }));
});
const MESSAGES = [ROOT, ...placesWithin(ROOT)];

describe("a field of a definition", () => {
  it("is one of many", () => {
    expect(FIELDS.length).toBeGreaterThan(50);
    expect(MESSAGES.length).toBeGreaterThan(10);
  });

  it.each(FIELDS.filter(({ field }) => field.fieldKind !== "enum"))("reaches the engine: $path", ({ place, field }) => {
    const definitionWith = (init: object) => convert(place.build(messageWith(place.desc, init)));
    const other = field.fieldKind === "scalar" ? initOf(field, SCALARS.get(field.scalar)?.[1]) : {};
    expect(definitionWith(initOf(field, sampleOf(field)))).not.toEqual(definitionWith(other));
  });

  it.each(ENUMS)("is served or refused value by value: $path = $value.name", ({ place, path, value, init, said }) => {
    const spec = place.build(messageWith(place.desc, init));
    const name = value.name.replace(
      /^(FAILURE_MODE|ON_LOST|OUTCOME|EDGE_TARGET|JOIN_KIND|UNMET|PHASE|CONTROLLER|ITEM_RETRY)_/,
      "",
    );
    if (value.number === 0 && said) {
      expect(refusalOf(spec)).toMatchObject({ reason: "INVALID_FIELD", metadata: { field: path } });
    } else if (value.number === 99) {
      expect(refusalOf(spec)).toMatchObject({ reason: "UNSUPPORTED", metadata: { field: path } });
    } else if (value.number === 0) {
      expect(convert(spec)).toEqual(convert(place.build(messageWith(place.desc, {}))));
    } else {
      // What is said in the words of the default may be left out.
      const whole = JSON.stringify(convert(spec));
      const isDefault = whole === JSON.stringify(convert(place.build(messageWith(place.desc, {}))));
      expect(isDefault || whole.includes(`"${name}"`)).toBe(true);
    }
  });

  it.each(MESSAGES)("is refused by its number where it is not known: within $path", ({ path, desc, build }) => {
    const message = messageWith(desc, {});
    message.$unknown = [{ no: 999, wireType: 0, data: Uint8Array.of(1) }];
    expect(refusalOf(build(message))).toMatchObject({
      reason: "UNKNOWN_FIELD",
      metadata: { field: path, number: "999" },
    });
  });

  it.each(FIELDS)("comes back as it was given: $path", ({ place, field }) => {
    const definition = convert(place.build(messageWith(place.desc, initOf(field, sampleOf(field)))));
    expect(convert(flowSpecMessage(definition))).toEqual(definition);
  });
});

describe("a definition", () => {
  it("is refused without work for a task, or with a longest interval of nothing", () => {
    const task = { name: "a", work: { case: "type", value: "t" } } as const;
    expect(refusalOf(create(FlowSpecSchema, { tasks: [{ name: "a" }] }))).toMatchObject({
      reason: "INVALID_FIELD",
      metadata: { field: "spec.tasks[0].work" },
    });
    const retry = { maxAttempts: 2, maxInterval: {} };
    expect(refusalOf(create(FlowSpecSchema, { tasks: [{ ...task, retry }] }))).toMatchObject({
      reason: "INVALID_FIELD",
      metadata: { field: "spec.tasks[0].retry.max_interval" },
    });
  });

  it("gets the documented defaults of a retry policy", () => {
    const retryOf = (defaultRetry: object) => convert(create(FlowSpecSchema, { defaultRetry })).defaultRetry;
    expect(retryOf({ maxAttempts: 3 })).toEqual({
      maxAttempts: 3,
      initialIntervalMs: 1_000,
      multiplier: 2,
      maxIntervalMs: 100_000,
      jitter: 0,
      nonRetryableTypes: [],
    });
    expect(retryOf({ maxAttempts: 3, initialInterval: {} })).toMatchObject({ initialIntervalMs: 0 });
  });

  it("counts a part of a millisecond as a whole one", () => {
    const timeoutOf = (timeout: object) => convert(create(FlowSpecSchema, { timeout })).timeoutMs;
    expect(timeoutOf({ nanos: 1 })).toBe(1);
    expect(timeoutOf({ seconds: 2n, nanos: 500_000_000 })).toBe(2_500);
    expect(timeoutOf({ seconds: -1n, nanos: -1 })).toBe(-1_001);
  });
});

function refusalOf(spec: FlowSpec): EngineError | ServiceError {
  try {
    convert(spec);
  } catch (error) {
    if (error instanceof EngineError || error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error("the definition was expected to be refused");
}

function* placesWithin(place: Place): Generator<Place> {
  for (const { place: within } of fieldsWithin(place)) if (within.path !== place.path) yield within;
}
