/**
 * How a definition is named that is to be run.
 */
import type { FlowSpec as FlowSpecMessage } from "#gen/lazyengine/v1/flow_spec_pb.js";
import type { FlowSpec } from "./flow-spec.js";

/** What is run: a definition itself, or the name or digest of a stored one. */
export type RunDefinition =
  | FlowSpec
  | FlowSpecMessage
  | { readonly definitionName: string }
  | { readonly definitionDigest: string };
