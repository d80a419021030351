/**
 * Payloads as text, and which tasks the table shows.
 */
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { TaskDetailsSchema } from "#gen/lazyengine/v1/task_pb.js";
import { filterTasks, parseTaskFilter, workedMs } from "../../ui/src/flow/task-filter.js";
import { beginOf, payloadText } from "../../ui/src/task/payload-text.js";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test.each([
  ['{"a":[1,2]}', "application/json", '{\n  "a": [\n    1,\n    2\n  ]\n}', "JSON"],
  ['{"id":12345678901234567890}', "application/json", '{\n  "id": 12345678901234567890\n}', "JSON"],
  ['{"n":1e400}', "application/json", '{\n  "n": 1e400\n}', "JSON"],
  [' [ {} ,[\t] , "" ] ', "application/json", '[\n  {},\n  [],\n  ""\n]', "JSON"],
  ["-0", "application/json", "-0", "JSON"],
  ["{not json", "application/json", "{not json", "JSON"],
  ['{"a":1}', "application/problem+json", '{\n  "a": 1\n}', "application/problem+json"],
  ["<b>text</b>", "text/html", "<b>text</b>", "text/html"],
  ["", "", "", "no media type"],
])("%j of %j is shown as %j", (data, contentType, text, kind) => {
  expect(payloadText({ data: bytes(data), contentType })).toEqual({ text, kind, bytes: bytes(data).length });
});

test("of JSON nothing but blanks is changed: not keys and their order, not spellings of numbers and strings", () => {
  const sent = String.raw`{"b":1,"1":2,"b":3,"n":1.0,"u":"\u0041 \",{[ ","z":-0,"__proto__":[1E+2,null,true]}`;
  const { text } = payloadText({ data: bytes(sent), contentType: "application/json" });
  expect(text.split("\n")).toEqual([
    "{",
    ...['  "b": 1,', '  "1": 2,', '  "b": 3,', '  "n": 1.0,', String.raw`  "u": "\u0041 \",{[ ",`, '  "z": -0,'],
    ...['  "__proto__": [', "    1E+2,", "    null,", "    true", "  ]"],
    "}",
  ]);
});

test("JSON that is nested without end is shown as it is: its indentation would be more than its text", () => {
  const deep = "[".repeat(5_000) + "]".repeat(5_000);
  expect(payloadText({ data: bytes(deep), contentType: "application/json" }).text).toBe(deep);
});

test("what is no text is shown as bytes, the first ones", () => {
  const { text } = payloadText({ data: Uint8Array.of(0, 255, 16), contentType: "application/octet-stream" });
  expect(text).toBe("000000  00 ff 10");
  const long = payloadText({ data: new Uint8Array(5_000), contentType: "" }).text.split("\n");
  expect(long).toHaveLength(257);
  expect(long.at(-1)).toBe("… 904 bytes more");
});

test("the begin of a long text ends with a line where one is near", () => {
  expect(beginOf("short", 10)).toBe("short");
  expect(beginOf("first line\nsecond line", 15)).toBe("first line");
  expect(beginOf("a\nvery long line without an end", 15)).toBe("a\nvery long lin");
});

const tasks = [
  create(TaskDetailsSchema, { taskId: "Load-1", state: TaskState.READY }),
  create(TaskDetailsSchema, { taskId: "load-2", state: TaskState.FAILED }),
  create(TaskDetailsSchema, { taskId: "merge", state: TaskState.FAILED }),
];

test.each([
  [{}, ["Load-1", "load-2", "merge"]],
  [{ text: "LOAD" }, ["Load-1", "load-2"]],
  [{ states: "failed" }, ["load-2", "merge"]],
  [{ states: "failed,ready", text: "load" }, ["Load-1", "load-2"]],
  [{ states: "nonsense" }, ["Load-1", "load-2", "merge"]],
  [{ states: "1,toString" }, ["Load-1", "load-2", "merge"]],
])("the filter %j leaves %j", (query, ids) => {
  expect(filterTasks(tasks, parseTaskFilter(query)).map(({ taskId }) => taskId)).toEqual(ids);
});

test("a task has worked from its first claim to its end, or until now", () => {
  const at = (seconds: number) => ({ seconds: BigInt(seconds), nanos: 0 });
  const going = create(TaskDetailsSchema, { startTime: at(10) });
  expect(workedMs(going, 12_500)).toBe(2_500);
  expect(workedMs(create(TaskDetailsSchema, { startTime: at(10), endTime: at(11) }), 12_500)).toBe(1_000);
  expect(workedMs(create(TaskDetailsSchema, {}), 12_500)).toBeUndefined();
});
