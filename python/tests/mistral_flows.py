"""Workflows whose clauses, joins, expressions and policies are tested."""

from __future__ import annotations

from mistral_case import Case

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
        ["a ERROR 0"],
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
        ["a ERROR 0"],
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
}
