// What every part of the page has at hand: the engine, the namespace, and what the caller may do there.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Access } from "../engine/access.js";
import type { CallError } from "../engine/call-error.js";
import type { Engine } from "../engine/connection.js";
import type { Waits } from "../engine/waits.js";

export interface PageContext {
  readonly engine: Engine;
  /** Empty = `default`, as in the contract. */
  readonly namespace: string;
  readonly access: Access;
  readonly waits: Waits;
  /** Told of each failure of a call, before it is shown: one for lack of a token asks for one. */
  readonly onFailure: (error: CallError) => void;
}

export const PageContext = createContext<PageContext | undefined>(undefined);

export function usePage(): PageContext {
  const context = useContext(PageContext);
  if (context === undefined) throw new Error("outside of the page");
  return context;
}
