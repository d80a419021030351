/**
 * What the package is compared with. Each anchor sets itself up in .cache/bench/ from package registries, once, and says
 * how to start a load on it. One that cannot be set up is `missing`, with the reason.
 */
import { bullmq } from "./bullmq/anchor.mjs";
import { mistral } from "./mistral/anchor.mjs";
import { taskflow } from "./taskflow/anchor.mjs";
import { temporal } from "./temporal/anchor.mjs";

export const ANCHORS = { bullmq, temporal, taskflow, mistral };

/** Those with the given names, by name. */
export async function setUpAnchors(names) {
  const anchors = {};
  for (const name of names) anchors[name] = await setUp(name);
  return anchors;
}

async function setUp(name) {
  const { setUp, ...anchor } = ANCHORS[name];
  try {
    return { ...anchor, ...(await setUp()) };
  } catch (error) {
    console.error(`bench: ANCHOR MISSING: ${name}: ${error.message}`);
    return { ...anchor, missing: error.message.split("\n")[0] };
  }
}
