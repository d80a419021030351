/**
 * A made-up format of segments before the current one, in which the state of a task has a field of another name. There
 * was none yet.
 */
import type { Document } from "mongodb";
import { FORMATS, type SegmentFormat } from "../../src/store/mongo/segment-formats.js";

export const [CURRENT] = FORMATS as [SegmentFormat];

export const OLDER: SegmentFormat = {
  number: CURRENT.number - 1,
  toDocument: (record) => {
    const { nodes, ...rest } = CURRENT.toDocument(record);
    return { ...rest, nodes: mapped(nodes, olderNode), format: OLDER.number };
  },
  fromDocument: ({ nodes, ...rest }) => CURRENT.fromDocument({ ...rest, nodes: mapped(nodes, currentNode) }),
  updateStatement: (update) => {
    const { q, u } = CURRENT.updateStatement(update);
    const older = (path: string, value: unknown) => (/^nodes\.\d+$/.test(path) ? olderNode(value as Document) : value);
    const $set = Object.fromEntries(Object.entries(u.$set).map(([path, value]) => [path, older(path, value)]));
    return { q: { ...q, format: OLDER.number }, u: { ...u, $set } };
  },
};

/** As a release knows them that has the current one for its newest. */
export const BOTH: readonly SegmentFormat[] = [OLDER, CURRENT];

function mapped(nodes: Document, change: (node: Document) => Document): Document {
  return Object.fromEntries(Object.entries(nodes).map(([number, node]) => [number, change(node)]));
}

function olderNode({ state, ...rest }: Document): Document {
  return { ...rest, status: state };
}

function currentNode({ status, ...rest }: Document): Document {
  return { ...rest, state: status };
}
