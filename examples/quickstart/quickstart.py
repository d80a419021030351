"""Runs a flow of three tasks and does them, too. A server must run: npx lazyengine dev --port 50051"""

import os

from lazyengine import Client, Executor, FlowSpec

handlers = {
    "fetch": lambda task: {
        "page": task.input["page"],
        "words": 100 * task.input["page"],
    },
    "add": lambda task: sum(
        result["words"] for result in task.dependency_results.values()
    ),
}
flow = (
    FlowSpec("count-words")
    .task("first", type="fetch", input={"page": 1})
    .task("second", type="fetch", input={"page": 2})
    .task("total", type="add", depends_on=["first", "second"])
)

with Client(os.environ.get("LAZYENGINE_ADDRESS", "127.0.0.1:50051")) as client:
    with Executor(client, handlers, max_in_flight=10):
        print(client.run(flow).result(timeout=30))  # {'total': 300}
