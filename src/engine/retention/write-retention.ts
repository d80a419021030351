/**
 * The one way the retention of a namespace changes: a write guarded by what was read.
 */
import type { RetentionRecord } from "../../store/retention-store.js";
import type { Machinery } from "../machinery.js";

type Content = Omit<RetentionRecord, "namespace" | "version" | "commit">;

/** The record as it is stored now; undefined = it was changed since it was read. */
export async function writeRetention(
  { store, process, environment }: Machinery,
  read: Pick<RetentionRecord, "namespace" | "version"> & { readonly commit?: string },
  content: Content,
): Promise<RetentionRecord | undefined> {
  const { namespace, version, commit } = read;
  const record = { ...content, namespace, version: version + 1, commit: `${process}:${environment.randomBits()}` };
  const landed =
    commit === undefined
      ? await store.retention.insert(record)
      : await store.retention.replace({ namespace, version, commit }, record);
  return landed ? record : undefined;
}
