"""Threads for handlers: bounded, reused, let go."""

from __future__ import annotations

import threading

from lazyengine.worker_pool import WorkerPool


def test_at_most_so_many_run_at_once_and_all_run() -> None:
    pool = WorkerPool(3, "test")
    lock, done = threading.Lock(), threading.Semaphore(0)
    running, most = 0, 0
    full = threading.Barrier(3)

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        full.wait(10)
        with lock:
            running -= 1
        done.release()

    for _ in range(9):
        pool.submit(work)
    for _ in range(9):
        assert done.acquire(timeout=10)
    assert most == 3
    assert pool.close(timeout=10)


def test_threads_are_used_again() -> None:
    pool = WorkerPool(2, "test")
    threads: set[int] = set()
    done = threading.Semaphore(0)

    def note_thread() -> None:
        threads.add(threading.get_ident())
        done.release()

    for _ in range(50):
        pool.submit(note_thread)
        assert done.acquire(timeout=10)
    assert pool.close(timeout=10)
    assert len(threads) <= 2


def test_what_comes_together_does_not_wait_for_the_one_thread_that_is_free() -> None:
    pool = WorkerPool(3, "test")
    done = threading.Semaphore(0)
    pool.submit(done.release)
    assert done.acquire(timeout=10)
    meeting = threading.Barrier(3)

    def meet() -> None:
        meeting.wait(10)
        done.release()

    for _ in range(3):
        pool.submit(meet)
    for _ in range(3):
        assert done.acquire(timeout=10)
    assert pool.close(timeout=10)


def test_threads_that_are_free_wake_each_other() -> None:
    pool = WorkerPool(3, "test")
    done = threading.Semaphore(0)
    # Twice: the first time threads are made, the second time all of them are free.
    for _ in range(2):
        meeting = threading.Barrier(3)

        def meet(meeting: threading.Barrier = meeting) -> None:
            meeting.wait(10)
            done.release()

        for _ in range(6):
            pool.submit(meet)
        for _ in range(6):
            assert done.acquire(timeout=10)
    assert pool.close(timeout=10)


def test_work_that_submits_work_and_closes_the_pool_does_not_wait_for_itself() -> None:
    pool = WorkerPool(2, "test")
    closed = threading.Event()

    def close() -> None:
        assert pool.close(timeout=10)
        closed.set()

    pool.submit(lambda: pool.submit(close))
    assert closed.wait(10)
    assert WorkerPool(2, "unused").close(timeout=0.0)


def test_closing_drops_what_has_not_begun_and_tells_of_threads_that_still_work() -> None:
    pool = WorkerPool(1, "test")
    begun, release, ran = threading.Event(), threading.Event(), threading.Event()

    def block() -> None:
        begun.set()
        release.wait(10)

    pool.submit(block)
    assert begun.wait(10)
    pool.submit(ran.set)
    assert not pool.close(timeout=0.01)
    release.set()
    assert pool.close(timeout=10)
    pool.submit(ran.set)
    assert not ran.is_set()


def test_work_that_raises_costs_no_thread() -> None:
    pool = WorkerPool(1, "test")
    done = threading.Event()

    def end() -> None:
        raise SystemExit(1)

    pool.submit(end)
    pool.submit(done.set)
    assert done.wait(10)
    assert pool.close(10)
