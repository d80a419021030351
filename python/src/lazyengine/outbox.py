"""What an executor has to tell the server, kept until it is answered: it outlives the streams that carry it."""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from lazyengine.durations import duration_message
from lazyengine.message_bounds import TASKS, tasks_of
from lazyengine.v1 import (
    executor_frames_pb2,
    progress_report_pb2,
    service_pb2,
    task_claim_pb2,
    task_completion_pb2,
)

Frame = service_pb2.ExecuteTasksRequest
Completion = task_completion_pb2.TaskCompletion
Claim = task_claim_pb2.TaskClaim
Report = progress_report_pb2.ProgressReport

# A server takes 64. Half of that: it may count a frame a moment longer than its answer takes to get here.
_UNANSWERED_FRAMES = 32
_FRAME_ITEMS = 500
# One item is well below the server's limit of a message; a frame stops growing here, and cannot have too many elements.
_FRAME_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Refused:
    """What is known of a stream that was refused for what it carried: the frame of one item that was `guilty`, how many
    frames are `doubted`, and how many `reports` it took with it.
    """

    guilty: Frame | None
    doubted: int
    reports: int


class Outbox:
    """Completions, releases and progress on their way out. Safe to use from many threads.

    Each stream begins with `begin_stream` and takes `next_frame` by `next_frame` until it `is_over`; between two it
    waits for `on_change`, or `until_due`. A frame that needs an answer keeps its number until `answered`; what is
    unanswered when a stream breaks goes out again, first, on the next one.

    Where a stream was `refused` for what it carried, nobody says for which frame: those that are unanswered go out
    again one by one, each once the one before is answered, and nothing else meanwhile. One that is refused alone is
    cut into its items, and an item that is refused alone is guilty.
    """

    def __init__(self, on_change: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._on_change = on_change
        self._clock = clock
        self._lock = threading.RLock()
        self._stream = 0
        self._open = False
        self._completions: deque[Completion] = deque()
        self._releases: deque[tuple[Claim, float]] = deque()
        self._reports: dict[str, Report] = {}
        self._later: list[tuple[float, int, Completion | tuple[Claim, float]]] = []
        self._order = count()
        self._next_seq = 1
        self._unanswered: dict[int, Frame] = {}
        # Those of them that were not sent on this stream yet.
        self._again: deque[Frame] = deque()
        # One by one.
        self._careful = False
        self._reports_sent = 0
        self._drain_wanted = False
        self._drain_sent = False

    def complete(self, completion: Completion, delay: float = 0.0) -> None:
        """Send a completion, after `delay` seconds."""
        with self._lock:
            if delay > 0.0:
                heapq.heappush(self._later, (self._clock() + delay, next(self._order), completion))
            else:
                self._completions.append(completion)
        self._on_change()

    def release(self, claim: Claim, delay: float = 0.0, wait: float = 0.0) -> None:
        """Give a task back, after `wait` seconds; it is offered again `delay` seconds later."""
        with self._lock:
            if wait > 0.0:
                heapq.heappush(self._later, (self._clock() + wait, next(self._order), (claim, delay)))
            else:
                self._releases.append((claim, delay))
        self._on_change()

    def report(self, report: Report) -> None:
        """Tell of progress; a report of the same claim that was not sent yet is merged into this one."""
        with self._lock:
            merged = self._reports.setdefault(report.claim_token, report)
            if merged is not report:
                if report.HasField("details"):
                    # Replaced, not merged: notes of a codec belong to the bytes they came with.
                    merged.ClearField("details")
                merged.MergeFrom(report)
        self._on_change()

    def drain(self) -> None:
        """Ask for nothing more, on this stream and on each that follows."""
        with self._lock:
            self._drain_wanted = True
        self._on_change()

    def answered(self, seq: int) -> Frame | None:
        """The frame that an answer is about; None where it was answered before."""
        with self._lock:
            frame = self._unanswered.pop(seq, None)
        self._on_change()
        return frame

    @property
    def empty(self) -> bool:
        """True where nothing waits for being sent or answered; progress aside."""
        with self._lock:
            return not (self._completions or self._releases or self._later or self._unanswered)

    def begin_stream(self) -> int:
        """A number for a new stream; the stream before gets no more. Nothing follows its `open` before `opened`."""
        with self._lock:
            self._stream += 1
            self._open = False
            self._drain_sent = False
            self._reports_sent = 0
            self._again = deque(self._unanswered[seq] for seq in sorted(self._unanswered))
            stream = self._stream
        self._on_change()
        return stream

    def opened(self) -> None:
        """The server has accepted the stream."""
        with self._lock:
            self._open = True
        self._on_change()

    def end(self) -> None:
        """The stream is over, and what is said from now on waits for the next."""
        with self._lock:
            self._stream += 1
        self._on_change()

    def refused(self) -> Refused | None:
        """The stream was refused for something that it carried: find out what. None = it has carried nothing."""
        with self._lock:
            waiting = {_seq(frame) for frame in self._again}
            sent = [frame for seq, frame in self._unanswered.items() if seq not in waiting]
            reports, self._reports_sent = self._reports_sent, 0
            if not sent:
                return Refused(None, 0, reports) if reports else None
            self._careful = True
            if len(sent) > 1 or reports:
                return Refused(None, len(sent), reports)
            del self._unanswered[_seq(sent[0])]
            parts = _split(sent[0])
            if not parts:
                return Refused(sent[0], 0, 0)
            for part in parts:
                self._number(part)
            return Refused(None, len(parts), 0)

    def is_over(self, stream: int) -> bool:
        """Whether this stream gets no more."""
        with self._lock:
            return self._stream != stream

    def next_frame(self, stream: int) -> Frame | None:
        """What this stream is to say now; None = nothing yet."""
        with self._lock:
            return self._next_frame() if self._stream == stream and self._open else None

    def until_due(self) -> float | None:
        """Seconds until something may be said without a change; None = never."""
        with self._lock:
            return max(self._later[0][0] - self._clock(), 0.0) if self._later else None

    def _next_frame(self) -> Frame | None:
        """What is to be said next; progress goes before completions, which end the claims that it is about."""
        self._bring_due()
        if self._careful:
            if len(self._again) < len(self._unanswered):
                return None
            self._careful = len(self._again) > 0
        if self._again:
            return self._again.popleft()
        if self._drain_wanted and not self._drain_sent:
            self._drain_sent = True
            return Frame(drain=executor_frames_pb2.Drain())
        if self._reports:
            return Frame(progress=executor_frames_pb2.ReportedProgress(reports=self._take_reports()))
        if len(self._unanswered) >= _UNANSWERED_FRAMES:
            return None
        if self._completions:
            return self._number(Frame(complete=executor_frames_pb2.Complete(items=self._take_completions())))
        if self._releases:
            return self._number(Frame(release=self._take_releases()))
        return None

    def _take_reports(self) -> list[Report]:
        reports: list[Report] = []
        size = 0
        for report in self._reports.values():
            size += report.ByteSize()
            if reports and (size > _FRAME_BYTES or len(reports) == _FRAME_ITEMS):
                break
            reports.append(report)
        for report in reports:
            del self._reports[report.claim_token]
        self._reports_sent += len(reports)
        return reports

    def _take_completions(self) -> list[Completion]:
        items: list[Completion] = []
        size = tasks = 0
        while self._completions and len(items) < _FRAME_ITEMS:
            item = self._completions[0]
            size += item.ByteSize()
            tasks += tasks_of(item)
            if items and (size > _FRAME_BYTES or tasks > TASKS):
                break
            items.append(self._completions.popleft())
        return items

    def _take_releases(self) -> executor_frames_pb2.Release:
        delay = self._releases[0][1]
        claims: list[Claim] = []
        while self._releases and self._releases[0][1] == delay and len(claims) < _FRAME_ITEMS:
            claims.append(self._releases.popleft()[0])
        return executor_frames_pb2.Release(claims=claims, delay=duration_message(delay))

    def _number(self, frame: Frame) -> Frame:
        getattr(frame, frame.WhichOneof("frame") or "").seq = self._next_seq
        self._unanswered[self._next_seq] = frame
        self._next_seq += 1
        return frame

    def _bring_due(self) -> None:
        while self._later and self._later[0][0] <= self._clock():
            item = heapq.heappop(self._later)[2]
            if isinstance(item, tuple):
                self._releases.append(item)
            else:
                self._completions.append(item)


def _seq(frame: Frame) -> int:
    seq: int = getattr(frame, frame.WhichOneof("frame") or "").seq
    return seq


def _split(frame: Frame) -> list[Frame]:
    """A frame for each of its items; none where it is one of a single item."""
    if frame.HasField("complete"):
        items = frame.complete.items
        parts = [Frame(complete=executor_frames_pb2.Complete(items=[item])) for item in items]
    else:
        delay = frame.release.delay
        parts = [Frame(release=executor_frames_pb2.Release(claims=[one], delay=delay)) for one in frame.release.claims]
    return parts if len(parts) > 1 else []
