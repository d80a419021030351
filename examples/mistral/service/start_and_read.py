"""Stores a workflow in Mistral's service, starts it, and reads what becomes of it: by Mistral's REST API alone.

    python start_and_read.py ../greeting.yaml greeting [http://127.0.0.1:8989]
"""

import json
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def call(method, url, body=None):
    """What the API answers."""
    kind = "text/plain" if isinstance(body, str) else "application/json"
    data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    with urlopen(Request(url, data, {"Content-Type": kind}, method=method)) as answer:
        return json.load(answer)


file, workflow, address = [*sys.argv[1:3], *(sys.argv[3:] or ["http://127.0.0.1:8989"])]
api = f"{address}/v2"
text = Path(file).read_text()
try:
    call("POST", f"{api}/workflows", text)
except HTTPError as error:
    if error.code != 409:
        raise
    call("PUT", f"{api}/workflows", text)  # It was stored before.
execution = call("POST", f"{api}/executions", {"workflow_name": workflow})
while execution["state"] == "RUNNING":
    time.sleep(0.2)
    execution = call("GET", f"{api}/executions/{execution['id']}")
for task in call("GET", f"{api}/executions/{execution['id']}/tasks")["tasks"]:
    print(task["name"], task["state"], task["published"])
print(execution["state"], execution["output"])
