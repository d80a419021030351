"""Workflows for the tests, each with what becomes of it: its state, its output, and its tasks as `name state runs`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """A text of one workflow, or of several of which `workflow` is run."""

    tasks: str
    state: str
    ran: list[str]
    output: dict[str, Any] | None = None
    head: str = ""
    input: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    # Further workflows of the text.
    others: str = ""

    @property
    def text(self) -> str:
        """The whole text."""
        return f"version: '2.0'\nmain:\n{_indented(self.head, 2)}  tasks:\n{_indented(self.tasks, 4)}{self.others}"


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.strip("\n").splitlines())


CASES = {
    "guards choose the branch, and expressions of both languages see what was published": Case(
        """
a:
  action: std.echo output=<% $.base %>
  publish: {v: <% task().result + 1 %>}
  on-success: [b: <% $.v > 5 %>, c: <% $.v < 5 %>]
b:
  action: std.echo
  input: {output: "{{ _.v }}"}
  publish: {w: <% task().result %>}
c: {action: std.fail}
""",
        "SUCCESS",
        ["a SUCCESS 1", "b SUCCESS 1"],
        {"r": 14, "w": 14, "t": 13},
        head="""
input: [n: 1]
vars: {base: <% $.n + 10 %>}
output: {r: <% $.v %>, w: <% $.w %>, t: <% task(a).result %>}
""",
        input={"n": 3},
    ),
    "on-complete runs after a failure, and does not handle it": Case(
        """
a: {action: std.fail, publish-on-error: {x: bad}, on-complete: b}
b: {action: std.noop}
""",
        "ERROR",
        ["a ERROR 1", "b SUCCESS 1"],
        head="output-on-error: {result: said, e: <% $.x %>}",
        output={"result": "said", "e": "bad"},
    ),
    "a join that cannot be reached is an ERROR that on-error handles, with what led there": Case(
        """
a: {action: std.noop, publish: {pa: 1}, on-success: c}
b: {action: std.noop, on-success: [c: <% false %>]}
c: {join: all, on-error: d}
d: {action: std.echo output=<% $.pa %>, publish: {pd: <% task().result %>}}
""",
        "SUCCESS",
        ["a SUCCESS 1", "b SUCCESS 1", "c ERROR 0", "d SUCCESS 1"],
        {"pa": 1, "pd": 1},
    ),
    "what nothing leads to does not run, nor what lies behind it": Case(
        """
a: {action: std.noop, on-success: [b: <% false %>]}
b: {action: std.noop, on-success: c}
c: {action: std.noop, on-skip: d}
d: {action: std.noop}
""",
        "SUCCESS",
        ["a SUCCESS 1"],
        {},
    ),
    "a task without a join runs once for each trigger": Case(
        """
a: {action: std.noop, publish: {pa: 1}, on-success: c}
b: {action: std.noop, publish: {pb: 1}, on-success: c}
c: {action: std.noop}
""",
        "SUCCESS",
        ["a SUCCESS 1", "b SUCCESS 1", "c SUCCESS 1", "c SUCCESS 1"],
        {"pa": 1, "pb": 1},
    ),
    "a join of one runs once": Case(
        """
a: {action: std.noop, on-success: c}
b: {action: std.noop, on-success: c}
c: {join: one, action: std.noop}
""",
        "SUCCESS",
        ["a SUCCESS 1", "b SUCCESS 1", "c SUCCESS 1"],
        {},
    ),
    "branches are merged by which of them changed a key last": Case(
        """
s: {action: std.noop, publish: {x: 1, y: {k: 1}}, on-success: [a, b]}
a: {action: std.noop, publish: {x: 2, y: {l: 2}}, on-success: c}
b: {action: std.noop, on-success: c}
c: {join: all, action: std.noop, publish: {both: <% $.x %>}}
""",
        "SUCCESS",
        ["s SUCCESS 1", "a SUCCESS 1", "b SUCCESS 1", "c SUCCESS 1"],
        {"x": 2, "y": {"k": 1, "l": 2}, "both": 2},
    ),
    "retries are counted, and go on after success while continue-on holds": Case(
        """
a: {action: std.fail, retry: {count: 2, delay: 0}, on-error: b}
b: {action: std.echo output=1, retry: {count: 3, delay: 0, continue-on: <% task().result = 1 %>}}
""",
        "SUCCESS",
        ["a ERROR 3", "b SUCCESS 4"],
        {},
    ),
    "break-on ends the retries": Case(
        "a: {action: std.fail, retry: {count: 5, delay: 0, break-on: <% $.stop %>}}",
        "ERROR",
        ["a ERROR 1"],
        head="input: [stop]\noutput-on-error: {result: broken}",
        input={"stop": True},
        output={"result": "broken"},
    ),
    "an expression that cannot be evaluated fails the workflow, whatever on-error says": Case(
        "a: {action: std.echo output=<% $.nope %>, on-error: b}\nb: {action: std.noop}",
        "ERROR",
        ["a ERROR 1"],
        head="output-on-error: {result: wrong}",
        output={"result": "wrong"},
    ),
    "so does one in publish": Case(
        "a: {action: std.noop, publish: {x: <% $.nope %>}, on-error: b}\nb: {action: std.noop}",
        "ERROR",
        ["a ERROR 1"],
        head="output-on-error: {result: wrong}",
        output={"result": "wrong"},
    ),
    "an action that there is none of fails the workflow": Case(
        "a: {action: no.such, on-error: b}\nb: {action: std.noop}",
        "ERROR",
        ["a ERROR 1"],
        head="output-on-error: {result: wrong}",
        output={"result": "wrong"},
    ),
    "fail cuts off what stands behind it": Case(
        """
a: {action: std.noop, on-success: [b, fail msg="<% 1 + 1 %> are too many", c]}
b: {action: std.noop}
c: {action: std.noop}
""",
        "ERROR",
        ["a SUCCESS 1", "b SUCCESS 1"],
        {"result": "2 are too many"},
    ),
    "succeed ends the workflow with its output": Case(
        "a: {action: std.fail, on-error: [succeed]}", "SUCCESS", ["a ERROR 1"], {"o": 1}, head="output: {o: 1}"
    ),
    "noop handles an error": Case("a: {action: std.fail, on-error: noop}", "SUCCESS", ["a ERROR 1"], {}),
    "pause lets what stands before it run": Case(
        "a: {action: std.noop, on-success: [b, pause, c]}\nb: {action: std.noop}\nc: {action: std.noop}",
        "PAUSED",
        ["a SUCCESS 1", "b SUCCESS 1"],
    ),
    "pause-before pauses the workflow": Case(
        "a: {action: std.noop, on-success: b}\nb: {action: std.noop, pause-before: <% true %>}",
        "PAUSED",
        ["a SUCCESS 1", "b DELAYED 0"],
    ),
    "a timeout is anew for each retry": Case(
        "a: {action: std.async_noop, timeout: 1, retry: {count: 1, delay: 0}, on-error: b}\nb: {action: std.noop}",
        "SUCCESS",
        ["a ERROR 2", "b SUCCESS 1"],
        {},
    ),
    "waits and limits may be told by expressions": Case(
        "a: {action: std.noop, wait-before: <% $.s %>, wait-after: <% $.s %>, timeout: <% $.s * 20 %>}",
        "SUCCESS",
        ["a SUCCESS 1"],
        {},
        head="input: [s: 1]",
    ),
    "fail-on makes a success an error, after it has published; task-defaults handle it": Case(
        "a: {action: std.echo output=1, fail-on: <% $.get(x) = null %>, publish: {p: 1}}\nh: {action: std.noop}",
        "SUCCESS",
        ["a ERROR 1", "h SUCCESS 1"],
        {"p": 1},
        head="task-defaults: {on-error: [h]}",
    ),
    "lists run in lockstep, with a limit, and result in a list": Case(
        """
a:
  with-items:
    - i in <% [1, 2, 3] %>
    - j in [4, 5, 6]
  concurrency: <% 2 %>
  action: std.echo output=<% $.i * $.j %>
  publish: {r: <% task().result %>}
""",
        "SUCCESS",
        ["a SUCCESS 3"],
        {"r": [4, 10, 18]},
    ),
    "an empty list is a success at once": Case(
        """
a:
  with-items: i in <% [] %>
  action: std.echo output=<% $.i %>
  publish: {r: <% task().result %>}
  on-success: b
b: {action: std.noop}
""",
        "SUCCESS",
        ["a SUCCESS 0", "b SUCCESS 1"],
        {"r": []},
    ),
    "all items run though they fail, and are all run again by a retry": Case(
        """
a:
  with-items: i in <% [1, 2] %>
  action: std.fail
  retry: {count: 1, delay: 0}
  publish-on-error: {n: <% task().result.len() %>}
  on-error: b
b: {action: std.noop}
""",
        "SUCCESS",
        ["a ERROR 4", "b SUCCESS 1"],
        {"n": 2},
    ),
    "lists of different lengths fail the workflow": Case(
        "a: {with-items: ['i in [1, 2]', 'j in [1]'], action: std.noop, on-error: b}\nb: {action: std.noop}",
        "ERROR",
        ["a ERROR 0"],
        head="output-on-error: {result: wrong}",
        output={"result": "wrong"},
    ),
    "global variables are seen by every branch": Case(
        """
a:
  action: std.noop
  on-success:
    publish: {global: {g: 5}, branch: {b: 1}}
    next: b
b: {action: std.echo output=<% $.g + $.b %>, publish: {v: <% task().result %>}}
""",
        "SUCCESS",
        ["a SUCCESS 1", "b SUCCESS 1"],
        {"g": 5, "x": 5, "v": 6},
        head="output: {g: <% global(g) %>, x: <% $.g %>, v: <% $.v %>}",
    ),
    "cycles run until a guard ends them": Case(
        """
s: {action: std.noop, publish: {n: 0}, on-success: a}
a: {action: std.noop, publish: {n: <% $.n + 1 %>}, on-success: [again: <% $.n < 3 %>, e: <% $.n >= 3 %>]}
again: {action: std.noop, on-success: a}
e: {action: std.noop}
""",
        "SUCCESS",
        [
            "s SUCCESS 1",
            *["a SUCCESS 1"] * 3,
            *["again SUCCESS 1"] * 2,
            "e SUCCESS 1",
        ],
        {"n": 3},
    ),
    "workflows call workflows, named by expressions and for each item, with the root's environment": Case(
        """
a:
  workflow: <% $.which %>
  input: {x: 5}
  publish: {r: <% task().result.y %>}
  on-success: b
b:
  with-items: i in <% [1, 2, 3] %>
  workflow: child x=<% $.i %>
  concurrency: 2
  publish: {all: <% task().result.y %>}
  on-success: c
c: {workflow: broken, publish-on-error: {e: <% task().result.why %>}, on-error: noop}
""",
        "SUCCESS",
        ["a SUCCESS 1", "b SUCCESS 3", "c ERROR 1"],
        {"r": 500, "all": [100, 200, 300], "e": "so"},
        head="input: [which]\noutput: {r: <% $.r %>, all: <% $.all %>, e: <% $.e %>}",
        input={"which": "child"},
        params={"env": {"by": 100}},
        others="""
child:
  input: [x, z: 1]
  output: {y: <% $.v %>}
  tasks:
    t: {action: std.echo output=<% $.x * env().by %>, publish: {v: <% task().result %>}}
broken:
  output-on-error: {why: so}
  tasks:
    t: {action: std.fail}
""",
    ),
    "a workflow that there is none of is an error that can be handled": Case(
        "a: {workflow: nosuch, on-error: b}\nb: {action: std.noop}", "SUCCESS", ["a ERROR 1", "b SUCCESS 1"], {}
    ),
    "a reverse workflow runs its target and what that requires": Case(
        """
x: {action: std.echo output=<% $.v %>, requires: [y, z], publish: {r: <% task().result %>}}
y: {action: std.noop, publish: {v: 7}}
z: {action: std.noop}
q: {action: std.fail}
""",
        "SUCCESS",
        ["x SUCCESS 1", "y SUCCESS 1", "z SUCCESS 1"],
        {"r": 7},
        head="type: reverse\noutput: {r: <% $.r %>}",
        params={"task_name": "x"},
    ),
    "results that are not kept are gone once they were published": Case(
        """
a: {action: std.echo output=1, keep-result: false, publish: {p: <% task().result %>}, on-success: b}
b: {action: std.noop, publish: {seen: <% task(a).result %>}}
""",
        "SUCCESS",
        ["a SUCCESS 1", "b SUCCESS 1"],
        {"p": 1, "seen": None},
    ),
}
