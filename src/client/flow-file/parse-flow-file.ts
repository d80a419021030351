/**
 * The file form of a definition: YAML 1.2 or JSON into a FlowSpec, by walking the message's descriptor. The
 * specification is `test/flow-files/README.md`.
 */
import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { DependencySchema, EdgeSchema } from "#gen/lazyengine/v1/edge_pb.js";
import { type FlowSpec, FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { PayloadSchema } from "#gen/lazyengine/v1/payload_pb.js";
import { readPayload, unknownKey } from "./payload-values.js";
import { type Place, Reading } from "./reading.js";
import { readDuration, readEnum, readScalar, readString } from "./scalar-values.js";
import { parseTextTree } from "./text-tree.js";

/** The messages that may be written as one string, and the field which that string is. */
const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  [DependencySchema.typeName, "task"],
  [EdgeSchema.typeName, "to"],
]);

/**
 * Reads the text of a flow file. `fileName` only stands in front of messages. Throws FlowFileError with line, column
 * and path of the first fault. What a definition must fulfil beyond its form is not checked: the server does that.
 */
export function parseFlowFile(text: string, fileName?: string): FlowSpec {
  const reading = new Reading(parseTextTree(text, fileName), fileName);
  const spec = create(FlowSpecSchema);
  readMessage(reading, reading.root(), FlowSpecSchema, spec);
  return spec;
}

function readMessage(reading: Reading, place: Place, desc: DescMessage, message: Message): void {
  const { node } = place;
  reading.refuseTag(place);
  const target = reflect(desc, message);
  const short = SHORT_FORMS.get(desc.typeName);
  if (short !== undefined && node.kind === "scalar" && node.scalar === "string") {
    const field = desc.fields.find((candidate) => candidate.name === short);
    if (field !== undefined) {
      target.set(field, readString(reading, place));
    }
    return;
  }
  if (desc.fields.length === 0 && node.kind === "scalar" && node.scalar === "nothing") {
    return;
  }
  if (node.kind !== "mapping") {
    throw reading.expected(place, "a mapping");
  }
  for (const { key, keyNode, value } of reading.entries({ ...place, node })) {
    const path = place.path === "" ? key : `${place.path}.${key}`;
    const field = desc.fields.find((candidate) => candidate.name === key);
    if (field === undefined) {
      throw reading.refuse(
        keyNode,
        path,
        unknownKey(
          key,
          desc.fields.map((known) => known.name),
        ),
      );
    }
    const rival = field.oneof === undefined ? undefined : target.oneofCase(field.oneof);
    if (rival !== undefined && field.oneof !== undefined) {
      const names = field.oneof.fields.map((one) => `\`${one.name}\``).join(", ");
      throw reading.refuse(keyNode, path, `\`${key}\` cannot stand beside \`${rival.name}\`: give one of ${names}`);
    }
    readField(reading, value(), field, target);
  }
}

function readField(reading: Reading, place: Place, field: DescField, target: ReflectMessage): void {
  switch (field.fieldKind) {
    case "list": {
      const list = target.get(field);
      const { node } = place;
      const lone =
        takesLoneItem(field) && node.kind !== "list" && !(node.kind === "scalar" && node.scalar === "nothing");
      reading.refuseTag(place);
      for (const item of lone ? [place] : reading.items(place)) {
        list.add(readItem(reading, item, field));
      }
      return;
    }
    case "map": {
      const map = target.get(field);
      const { node } = place;
      reading.refuseTag(place);
      if (node.kind !== "mapping") {
        throw reading.expected(place, "a mapping");
      }
      for (const { key, value } of reading.entries({ ...place, node })) {
        map.set(key, readItem(reading, value(), field));
      }
      return;
    }
    default:
      target.set(field, readItem(reading, place, field));
  }
}

/** The field's kind of value: the field itself, or an element of a list or map. */
function readItem(reading: Reading, place: Place, field: DescField): unknown {
  if (field.message !== undefined) {
    return reflect(field.message, readMessageValue(reading, place, field.message));
  }
  if (field.enum !== undefined) {
    return readEnum(reading, place, field.enum);
  }
  return readScalar(reading, place, field.scalar);
}

function readMessageValue(reading: Reading, place: Place, desc: DescMessage): Message {
  switch (desc.typeName) {
    case PayloadSchema.typeName:
      return readPayload(reading, place);
    case DurationSchema.typeName:
      return readDuration(reading, place);
    default: {
      const message = create(desc);
      readMessage(reading, place, desc, message);
      return message;
    }
  }
}

function takesLoneItem(field: DescField & { readonly fieldKind: "list" }): boolean {
  return field.message === undefined || SHORT_FORMS.has(field.message.typeName);
}
