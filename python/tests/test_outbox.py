"""What an executor has to say, kept over streams until it is answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from lazyengine.outbox import Claim, Completion, Frame, Refused, Report
from lazyengine.threaded_outbox import ThreadedOutbox as Outbox

OPEN = Frame(open={"queues": ["q"]})


def completion(task_id: str, size: int = 0) -> Completion:
    return Completion(flow_id="f", task_id=task_id, claim_token=task_id, result={"data": b"x" * size})


def stream(outbox: Outbox) -> Iterator[Frame]:
    frames = outbox.frames(OPEN)
    assert next(frames) == OPEN
    outbox.opened()
    return frames


def names(frame: Frame) -> list[str]:
    return [item.task_id for item in frame.complete.items]


def test_completions_that_wait_together_go_in_one_frame() -> None:
    outbox = Outbox()
    for name in ("a", "b", "c"):
        outbox.complete(completion(name))
    frame = next(stream(outbox))
    assert (frame.complete.seq, names(frame)) == (1, ["a", "b", "c"])


def test_a_frame_stops_growing_at_a_megabyte() -> None:
    outbox = Outbox()
    for name in ("a", "b", "c"):
        outbox.complete(completion(name, 600_000))
    frames = stream(outbox)
    assert [names(next(frames)) for _ in range(3)] == [["a"], ["b"], ["c"]]


def test_nothing_but_open_is_said_before_the_server_has_opened() -> None:
    outbox = Outbox()
    outbox.complete(completion("a"))
    frames = outbox.frames(OPEN)
    next(frames)
    arrived: list[Frame] = []
    reader = threading.Thread(target=lambda: arrived.append(next(frames)))
    reader.start()
    assert reader.is_alive()
    assert arrived == []
    outbox.opened()
    reader.join(10)
    assert names(arrived[0]) == ["a"]


def test_what_is_unanswered_goes_out_again_first_with_the_same_numbers() -> None:
    outbox = Outbox()
    frames = stream(outbox)
    sent = []
    for name in ("a", "b", "c"):
        outbox.complete(completion(name))
        sent.append(next(frames))
    assert outbox.answered(2) is sent[1]
    outbox.end()
    assert list(frames) == []
    outbox.complete(completion("d"))
    again = stream(outbox)
    assert [next(again) for _ in range(2)] == [sent[0], sent[2]]
    last = next(again)
    assert (last.complete.seq, names(last)) == (4, ["d"])


def test_an_answer_counts_once() -> None:
    outbox = Outbox()
    outbox.complete(completion("a"))
    next(stream(outbox))
    assert outbox.answered(1) is not None
    assert outbox.answered(1) is None
    assert outbox.empty


def test_at_most_32_frames_are_unanswered() -> None:
    outbox = Outbox()
    frames = stream(outbox)
    for number in range(32):
        outbox.complete(completion(str(number)))
        next(frames)
    outbox.complete(completion("one more"))
    arrived: list[Frame] = []
    reader = threading.Thread(target=lambda: arrived.append(next(frames)))
    reader.start()
    assert reader.is_alive()
    outbox.answered(7)
    reader.join(10)
    assert names(arrived[0]) == ["one more"]


def test_reports_of_one_claim_are_merged_and_go_before_its_completion() -> None:
    outbox = Outbox()
    outbox.report(Report(claim_token="a", fraction=0.1))
    outbox.report(Report(claim_token="a", details={"data": b"0", "metadata": {"codec": "x"}}))
    outbox.report(Report(claim_token="a", details={"data": b"1"}))
    outbox.report(Report(claim_token="b", fraction=0.5))
    outbox.report(Report(claim_token="a", fraction=0.2))
    outbox.complete(completion("a"))
    frames = stream(outbox)
    first, second = next(frames), next(frames)
    assert not first.progress.reports[0].details.metadata
    assert [(r.claim_token, r.fraction, r.details.data) for r in first.progress.reports] == [
        ("a", 0.2, b"1"),
        ("b", 0.5, b""),
    ]
    assert names(second) == ["a"]


def test_a_frame_of_reports_stops_growing_at_a_megabyte() -> None:
    outbox = Outbox()
    for token in ("a", "b", "c"):
        outbox.report(Report(claim_token=token, details={"data": b"x" * 400_000}))
    frames = stream(outbox)
    told = [[report.claim_token for report in next(frames).progress.reports] for _ in range(2)]
    assert told == [["a", "b"], ["c"]]


def test_a_frame_holds_no_more_tasks_of_definitions_than_a_message_may() -> None:
    outbox = Outbox()
    inner = {"tasks": [{"name": "x"}] * 11_000}
    for name in ("a", "b", "c"):
        spec = {"tasks": [{"name": "x", "flow": inner}] if name == "c" else [{"name": "x"}] * 9_000}
        outbox.complete(Completion(flow_id="f", task_id=name, claim_token=name, spawn={"spec": spec}))
    frames = stream(outbox)
    assert [names(next(frames)) for _ in range(2)] == [["a", "b"], ["c"]]


def test_after_a_refusal_frames_go_one_by_one_until_the_guilty_item_is_found() -> None:
    outbox = Outbox()
    frames = stream(outbox)
    for pair in (("a", "b"), ("c", "d")):
        for name in pair:
            outbox.complete(completion(name))
        next(frames)
    assert outbox.refused() == Refused(None, doubted=2, reports=0)
    outbox.complete(completion("e"))
    outbox.report(Report(claim_token="e", fraction=0.5))

    def alone() -> list[str]:
        frame = next(again)
        assert outbox.next_frame(outbox._stream) is None
        refused = outbox.answered(frame.complete.seq) if "d" not in names(frame) else None
        return names(refused or frame)

    again = stream(outbox)
    assert [alone() for _ in range(2)] == [["a", "b"], ["c", "d"]]
    assert outbox.refused() == Refused(None, doubted=2, reports=0)
    again = stream(outbox)
    assert [alone() for _ in range(2)] == [["c"], ["d"]]
    found = outbox.refused()
    assert found is not None
    assert found.guilty is not None
    assert names(found.guilty) == ["d"]
    last = stream(outbox)
    assert next(last).progress.reports[0].claim_token == "e"
    assert names(next(last)) == ["e"]


def test_a_stream_that_has_carried_nothing_was_refused_for_something_else() -> None:
    outbox = Outbox()
    frames = stream(outbox)
    assert outbox.refused() is None
    outbox.report(Report(claim_token="a"))
    next(frames)
    assert outbox.refused() == Refused(None, doubted=0, reports=1)
    assert outbox.refused() is None


def test_a_drain_is_asked_for_on_every_stream_until_the_end() -> None:
    outbox = Outbox()
    outbox.drain()
    assert next(stream(outbox)).WhichOneof("frame") == "drain"
    outbox.complete(completion("a"))
    assert next(stream(outbox)).WhichOneof("frame") == "drain"


def test_releases_of_one_delay_share_a_frame() -> None:
    outbox = Outbox()
    for token, delay in (("a", 0.0), ("b", 0.0), ("c", 5.0)):
        outbox.release(Claim(claim_token=token), delay)
    frames = stream(outbox)
    first, second = next(frames), next(frames)
    assert [c.claim_token for c in first.release.claims] == ["a", "b"]
    assert (second.release.claims[0].claim_token, second.release.delay.seconds) == ("c", 5)


def test_a_completion_with_a_delay_waits_for_its_time() -> None:
    now = 100.0
    outbox = Outbox(clock=lambda: now)
    outbox.complete(completion("later"), delay=10.0)
    outbox.complete(completion("at once"))
    frames = stream(outbox)
    assert names(next(frames)) == ["at once"]
    assert not outbox.empty
    now = 110.0
    assert names(next(frames)) == ["later"]


def test_a_release_with_a_wait_waits_for_its_time_and_keeps_its_delay() -> None:
    now = 100.0
    outbox = Outbox(clock=lambda: now)
    outbox.release(Claim(claim_token="later"), delay=5.0, wait=10.0)
    outbox.complete(completion("later too"), delay=10.0)
    outbox.release(Claim(claim_token="at once"))
    frames = stream(outbox)
    assert [c.claim_token for c in next(frames).release.claims] == ["at once"]
    assert not outbox.empty
    assert outbox.until_due() == 10.0
    now = 110.0
    assert names(next(frames)) == ["later too"]
    release = next(frames).release
    assert ([c.claim_token for c in release.claims], release.delay.seconds) == (["later"], 5)
