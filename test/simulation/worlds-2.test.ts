// The second half of the worlds. A single seed (SEED=n) is in the first.
import { halfOfTheWorlds } from "./seeds.js";

halfOfTheWorlds(1);
