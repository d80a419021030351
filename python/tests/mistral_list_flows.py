"""Workflows whose lists, scopes, cycles and calls of other workflows are tested."""

from __future__ import annotations

from mistral_case import Case

LIST_CASES = {
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
        "a: {workflow: nosuch, on-error: b}\nb: {action: std.noop}", "SUCCESS", ["a ERROR 0", "b SUCCESS 1"], {}
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
