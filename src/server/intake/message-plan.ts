/**
 * What a walk over a message that is not decoded has to know of its fields.
 */
import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";

/** Of a message of one type, or of an entry of a map. */
export interface MessagePlan {
  readonly numbered: readonly (FieldPlan | undefined)[];
  /** By their names in the contract, and by those in JSON. */
  readonly named: ReadonlyMap<string, FieldPlan>;
  /** Of an entry of a map, a key and a value: the decoder loses its way in one that has more. */
  readonly isEntry: boolean;
}

export interface FieldPlan {
  readonly name: string;
  /** How each value of it comes. */
  readonly wire: WireType;
  readonly isList: boolean;
  /** Of its message that is no list, a bit that no other has; 0 = there was none left. */
  readonly bit: number;
  /** The key of an entry, which is a text. */
  readonly isKey: boolean;
  /** Tasks of a definition. */
  readonly isTasks: boolean;
  /** Of what lies within it; undefined = nothing does. */
  readonly plan: MessagePlan | undefined;
}

const TASKS = new Set(["lazyengine.v1.FlowSpec.tasks", "lazyengine.v1.ImportTasks.tasks"]);
const BITS = 32;

/** Of all types that were asked for: messages lie within themselves. */
const plans = new Map<DescMessage, MessagePlan>();

export function messagePlan(message: DescMessage): MessagePlan {
  const known = plans.get(message);
  if (known !== undefined) return known;
  const numbered: (FieldPlan | undefined)[] = [];
  const named = new Map<string, FieldPlan>();
  const made = { numbered, named, isEntry: false };
  plans.set(message, made);
  for (const [place, field] of message.fields.entries()) {
    const plan = fieldPlan(field, place);
    numbered[field.number] = plan;
    named.set(field.name, plan).set(field.jsonName, plan);
  }
  return made;
}

function fieldPlan(field: DescField, place: number): FieldPlan {
  const { name, fieldKind, message, parent } = field;
  const isList = fieldKind === "list";
  const isMap = fieldKind === "map";
  return {
    name,
    wire: isMap ? WireType.LengthDelimited : wireOf(field),
    isList,
    bit: isList || isMap || place >= BITS ? 0 : 1 << place,
    isKey: false,
    isTasks: TASKS.has(`${parent.typeName}.${name}`),
    plan: isMap ? entryPlan(field) : message && messagePlan(message),
  };
}

function entryPlan(map: DescField & { fieldKind: "map" }): MessagePlan {
  const { mapKey, message } = map;
  const single = { isList: false, isTasks: false };
  const isKey = mapKey === ScalarType.STRING;
  const key = { ...single, name: "key", wire: wireOfScalar(mapKey), bit: 1, isKey, plan: undefined };
  const plan = message && messagePlan(message);
  const value = { ...single, name: "value", wire: wireOf(map), bit: 2, isKey: false, plan };
  return { numbered: [undefined, key, value], named: new Map(), isEntry: true };
}

/** Of a field's values, or of those of a map. */
function wireOf({ scalar, message }: DescField): WireType {
  if (message !== undefined) return WireType.LengthDelimited;
  return scalar === undefined ? WireType.Varint : wireOfScalar(scalar);
}

function wireOfScalar(type: ScalarType): WireType {
  switch (type) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.LengthDelimited;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.Bit64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}
