"""A call as a value: what is asked, before anybody has asked it. Blocking and asyncio clients share all of them."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

from lazyengine.call_context import CallContext, Seconds
from lazyengine.v1 import service_pb2

if TYPE_CHECKING:
    from lazyengine import aio
    from lazyengine.client import Client
    from lazyengine.flow_handle import FlowHandle

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")
A = TypeVar("A")
I = TypeVar("I")  # noqa: E741 - an item of a page


class Call(ABC, Generic[S, T]):
    """What is asked. S is what a blocking client gives for it, T what an asyncio client gives."""

    @abstractmethod
    def blocking(self, client: Client) -> S:
        """Ask, by a blocking client."""

    @abstractmethod
    def awaiting(self, client: aio.Client) -> T:
        """Ask, by an asyncio client."""


class call(Generic[P, S, T]):  # noqa: N801 - a decorator
    """Makes a method of what builds a call: each client that has it performs the call in its own way."""

    def __init__(self, build: Callable[Concatenate[Any, P], Call[S, T]]) -> None:
        self._build = build
        self._signed: Callable[..., Any] = build
        functools.update_wrapper(cast(Any, self), build)

    def of(self, *args: P.args, **kwargs: P.kwargs) -> Call[S, T]:
        """The call, without asking it."""
        return self._build(None, *args, **kwargs)

    @overload
    def __get__(self, client: None, owner: type) -> call[P, S, T]: ...

    @overload
    def __get__(self, client: Client | FlowHandle, owner: type) -> Callable[P, S]: ...

    @overload
    def __get__(self, client: aio.Client | aio.FlowHandle, owner: type) -> Callable[P, T]: ...

    def __get__(self, client: Any, owner: type) -> Any:
        if client is None:
            return self

        @functools.wraps(self._signed)
        def perform(*args: P.args, **kwargs: P.kwargs) -> Any:
            return client._perform(self._build(client, *args, **kwargs))

        return perform

    def __call__(self, client: Any, *args: P.args, **kwargs: P.kwargs) -> Any:
        """As a function of the class: the client comes first."""
        return client._perform(self._build(client, *args, **kwargs))


@dataclass(frozen=True, slots=True)
class Unary(Call[A, Coroutine[Any, Any, A]], Generic[A]):
    """The call whose answer is of this class, which its name tells.

    `timeout` None = the client's, on top of `waits`, which is how long the server may take its time.
    """

    answer: type[A]
    fields: Mapping[str, Any]
    namespace: str | None
    timeout: Seconds | None
    waits: Seconds | None = None
    trace_context: str = ""

    @property
    def method(self) -> str:
        """The RPC's name."""
        return self.answer.__name__.removesuffix("Response")

    def request(self, calls: CallContext) -> Any:
        """The request message."""
        return calls.request(getattr(service_pb2, f"{self.method}Request"), self.fields, self.namespace)

    def blocking(self, client: Client) -> A:
        """Ask and wait for the answer."""
        calls = client._calls
        seconds = calls.seconds(self.timeout, self.waits)
        return cast(A, calls.unary(self.method, self.request(calls), seconds, self.trace_context))

    async def awaiting(self, client: aio.Client) -> A:
        """Ask and await the answer."""
        calls = client._calls
        seconds = calls.seconds(self.timeout, self.waits)
        return cast(A, await calls.unary(self.method, self.request(calls), seconds, self.trace_context))


@dataclass(frozen=True, slots=True)
class Pages(Call[Iterator[I], AsyncIterator[I]], Generic[A, I]):
    """All items of a list that is asked page by page, by the token that the page before has told."""

    page: Callable[[str | None], Call[A, Coroutine[Any, Any, A]]]
    items: Callable[[A], Iterable[I]]

    def blocking(self, client: Client) -> Iterator[I]:
        """Ask for a page when its first item is wanted."""
        token: str | None = None
        while token != "":
            answer = self.page(token).blocking(client)
            yield from self.items(answer)
            token = _next_token(answer)

    async def awaiting(self, client: aio.Client) -> AsyncIterator[I]:
        """Ask for a page when its first item is wanted."""
        token: str | None = None
        while token != "":
            answer = await self.page(token).awaiting(client)
            for item in self.items(answer):
                yield item
            token = _next_token(answer)


def _next_token(answer: Any) -> str:
    return str(answer.next_page_token)
