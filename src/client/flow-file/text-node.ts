/**
 * What the text of a flow file is a tree of.
 */
export type ScalarKind = "nothing" | "boolean" | "integer" | "number" | "not finite" | "string";

interface Placed {
  /** The offset of the first character, behind tag and anchor, in UTF-16 units. */
  readonly at: number;
  /** As resolved: `!payload`, `tag:yaml.org,2002:str`. */
  readonly tag: string | undefined;
}

export interface ScalarNode extends Placed {
  readonly kind: "scalar";
  readonly scalar: ScalarKind;
  readonly text: string;
  /** True where there is no text at all. */
  readonly empty: boolean;
}

export interface MappingNode extends Placed {
  readonly kind: "mapping";
  /** Opened one by one, so that a tree that contains itself can be walked as far as one likes. */
  entries(): Iterable<{ readonly key: TextNode; readonly value: TextNode }>;
}

export interface ListNode extends Placed {
  readonly kind: "list";
  items(): Iterable<TextNode>;
}

export type TextNode = ScalarNode | MappingNode | ListNode;
