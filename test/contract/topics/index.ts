/**
 * All topics of the contract.
 */
import type { Topic } from "../world.js";
import { delays } from "./delays.js";
import { run } from "./run.js";

export const TOPICS: Readonly<Record<string, Topic>> = { Run: run, Delays: delays };
