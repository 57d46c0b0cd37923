"""One client dictating: its messages, its limits, its resumption and its end.

Owns the protocol of the websocket: numbering, what is made durable, what is refused and how a connection ends. Knows
nothing of how text is read (the session's, in the ear's thread) or of how what follows from it is told (telling.py).
"""

from __future__ import annotations

import asyncio
import secrets

import structlog

from scribe.encounter import read_encounter
from scribe.errors import InputError, ScribeError, TextError
from scribe.note import check_note
from scribe.session import Segment
from scribe.store import Acknowledge, Append, Create, Entry, Finish, Known, Said, Stored
from scribe.types import Encounter
from scribe.web import messages
from scribe.web.auth import Principal
from scribe.web.errors import (
    BadMessageError,
    CredentialsExpiredError,
    IdleError,
    InternalError,
    RateLimitError,
    SeqExpectedError,
    SessionTimeError,
    StartExpectedError,
    TextLimitError,
    TooManyErrorsError,
    UnauthorizedError,
    UnknownSessionError,
    retry_after,
)
from scribe.web.reading import LiveReading, considering, putting
from scribe.web.service import Service, code_of, now_ms
from scribe.web.telling import Again, Ended, Heard, Opened, Telling
from scribe.web.wire import CLOSE_SECONDS, Gone, Wire

_RATE_SECONDS = 10
_LONG_TEXT = 4_000
_PART_SECONDS = 5
log = structlog.get_logger()


class Dictation:
    """A connection of one client, from its handshake to its end."""

    def __init__(self, service: Service, wire: Wire, principal: Principal) -> None:
        self._service, self._wire, self._principal = service, wire, principal
        self._limits = service.settings
        slow = self._limits.slow_seconds
        self._telling = Telling(wire, service.metrics, service.previews, slow_seconds=slow)
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.Future[ScribeError] = self._loop.create_future()
        self._opened_at = self._heard_at = self._loop.time()
        self._allowance = self._limits.max_messages_per_second * _RATE_SECONDS
        self._errors = 0
        self._id = ""
        self._epoch = self._position = self._characters = self._seq = 0
        self._opening = self._spoke = self._finishing = False

    @property
    def owner(self) -> str:
        """Whose dictation it is."""
        return self._principal.owner

    async def run(self) -> None:
        """Serve the client until either side ends it."""
        self._service.arrive(self)
        listening = asyncio.create_task(self._listen())
        telling = asyncio.create_task(self._telling.work())
        try:
            await asyncio.wait((listening, telling, self._over), return_when=asyncio.FIRST_COMPLETED)
        finally:
            listening.cancel()
            telling.cancel()
            listened, told = await asyncio.gather(listening, telling, return_exceptions=True)
            if self._id:
                self._service.leave(self._id, self)
        try:
            if told is None:
                await self._part_as_friends()
            else:
                await self._part(self._over.result() if self._over.done() else _reason(listened, told))
        finally:
            self._service.depart(self)

    def end(self, error: ScribeError) -> None:
        """End the connection for this reason."""
        if not self._over.done():
            self._over.set_result(error)

    def tick(self, now: float, epoch: int) -> None:
        """End the connection if one of its times has come."""
        if not self._opening and now - self._opened_at > self._limits.start_seconds:
            self.end(IdleError("no dictation was started in time"))
        elif now - self._heard_at > self._limits.idle_seconds:
            self.end(IdleError("nothing was heard for too long; resume the dictation to go on"))
        elif now - self._opened_at > self._limits.session_seconds:
            self.end(SessionTimeError("the connection lasted as long as is allowed; resume the dictation to go on"))
        elif self._principal.until is not None and epoch > self._principal.until:
            self.end(CredentialsExpiredError("the token ran out; resume the dictation with a new one"))

    # ── from the client ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _listen(self) -> None:
        while True:
            raw = await self._wire.text()
            self._spend_allowance(self._loop.time())
            try:
                message = messages.read_message(raw)
                self._service.metrics.heard(message.type)
                await self._take(message)
            except InputError as error:
                await self._refuse(error)
            await self._telling.room()
            await asyncio.sleep(0)  # others have their turn, however much of this client's waits

    def _spend_allowance(self, now: float) -> None:
        rate = self._limits.max_messages_per_second
        self._allowance = min(rate * _RATE_SECONDS, self._allowance + (now - self._heard_at) * rate) - 1
        self._heard_at = now
        if self._allowance < 0:
            raise RateLimitError(f"more than {rate:g} messages a second")

    async def _refuse(self, error: InputError) -> None:
        self._errors += 1
        self._service.metrics.refused.labels(error.slug).inc()
        seq = error.awaited if isinstance(error, SeqExpectedError) else None
        code = code_of(error)
        await self._telling.send(messages.ErrorMessage(code=code, message=str(error), field=error.field, seq=seq))
        if self._errors >= self._limits.max_errors:
            raise TooManyErrorsError(f"{self._errors} messages had to be refused")

    async def _take(self, message: messages.FromClient) -> None:
        match message:
            case messages.Ping():
                await self._telling.send(messages.Pong())
            case messages.Authorize(token=token):
                await self._authorize(token)
            case messages.Start():
                await self._open(message)
            case _ if not self._id:
                raise StartExpectedError("expected start first")
            case _ if self._finishing:
                raise BadMessageError("the dictation is finished")
            case messages.Text():
                await self._text(message)
            case messages.NewEncounter():
                self._encounter(message)
            case messages.Finish():
                self._finish()

    async def _authorize(self, token: str) -> None:
        principal = await self._service.gatekeeper.token(token)
        if principal.owner != self.owner:
            raise UnauthorizedError("this token is another user's")
        self._principal = principal

    async def _open(self, message: messages.Start) -> None:
        if self._id:
            raise StartExpectedError("the dictation is started already")
        if message.session is None:
            encounter = read_encounter(message.encounter)
            self._opening = True
            await self._start(encounter, message.encounter)
        else:
            self._opening = True
            await self._resume(message.session, message.after)

    async def _start(self, encounter: Encounter, data: object) -> None:
        service = self._service
        service.check_room(self.owner)
        self._id = session = secrets.token_hex(16)
        service.enter(session, self)
        known = Known(data if isinstance(data, dict) else {})
        await service.writer.submit(Create(session, self.owner, service.engine_name, known))
        self._position = 1
        service.metrics.started.labels("new").inc()
        await self._telling.send(messages.Started(n=0, session=session, seq=0, resumed=False))
        self._telling.open(Opened(LiveReading(service.ear, encounter)))

    async def _resume(self, session: str, after: int) -> None:
        service = self._service
        service.check_room(self.owner)
        stored = await asyncio.to_thread(
            service.store.resume, session, self.owner, engine=service.engine_name, now=now_ms()
        )
        if stored is None:
            raise UnknownSessionError("no such dictation; it was finished, ran out, or is another user's")
        self._id = session
        service.enter(session, self)
        reading = self._take_over(stored)
        service.metrics.started.labels("resumed").inc()
        await self._telling.send(messages.Started(n=after, session=session, seq=self._seq, resumed=True))
        same = stored.engine == service.engine_name
        self._telling.open(Opened(reading, stored.entries[1:], after, countable=same))
        if stored.finished:
            self._finishing = True
            self._telling.put(Ended())

    def _take_over(self, stored: Stored) -> LiveReading:
        first, said = stored.entries[0], [entry for entry in stored.entries if isinstance(entry, Said)]
        self._epoch, self._position = stored.epoch, len(stored.entries)
        self._characters = sum(len(entry.text) for entry in said)
        self._spoke = any(entry.text.strip() for entry in said)
        self._seq = self._telling.durable_seq = max((entry.seq for entry in said), default=0)
        encounter = read_encounter(first.encounter if isinstance(first, Known) else {})
        return LiveReading(self._service.ear, encounter)

    async def _text(self, message: messages.Text) -> None:
        awaited = self._seq + 1
        if message.seq > awaited:
            raise SeqExpectedError(awaited)
        if message.seq < awaited:
            self._telling.put(Again(message.seq))
            return
        self._seq = message.seq
        _check_characters(message.text)
        if not message.final:
            self._telling.show(message.text)
            return
        self._characters += len(message.text)
        if self._characters > self._limits.max_session_characters:
            raise TextLimitError(f"a dictation may have {self._limits.max_session_characters:,} characters")
        self._spoke = self._spoke or bool(message.text.strip())
        self._telling.show(None)
        durable = self._append(Said(message.seq, message.text, message.segment))
        segment = Segment(message.text, message.segment)
        self._telling.put(Heard(putting(segment), durable, message.seq, self._heard_at))
        if len(message.text) > _LONG_TEXT:
            await asyncio.wait((durable,))  # so that no commit, for which all wait, holds many

    def _encounter(self, message: messages.NewEncounter) -> None:
        encounter = read_encounter(message.encounter)
        known = Known(message.encounter if isinstance(message.encounter, dict) else {})
        self._telling.put(Heard(considering(encounter), self._append(known)))

    def _finish(self) -> None:
        if not self._spoke:
            raise TextError("nothing was dictated as yet")
        self._finishing = True
        self._telling.put(Ended(self._service.writer.submit(Finish(self._id, self._epoch))))

    def _append(self, entry: Entry) -> asyncio.Future[None]:
        position, self._position = self._position, self._position + 1
        return self._service.writer.submit(Append(self._id, self._epoch, position, entry))

    # ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _part_as_friends(self) -> None:
        """The review is sent: close, and once the client answered, forget or keep as the settings say."""
        self._count("done")
        try:
            await self._wire.close(1000)
            async with asyncio.timeout(CLOSE_SECONDS + 1):
                answered = await self._wire.answered()
        except (Gone, TimeoutError):
            answered = False
        if answered:
            keep = self._limits.keep_finished_seconds > 0
            await self._service.writer.submit(Acknowledge(self._id, self._epoch, keep))

    async def _part(self, error: ScribeError | None) -> None:
        """Tell why, if anyone is there to hear it, and close."""
        self._count("left" if error is None else error.slug)
        if error is None:
            return
        message = messages.ErrorMessage(
            code=code_of(error),
            message=str(error),
            fatal=True,
            session=self._id or None,
            seq=self._telling.durable_seq if self._id else None,
            retry_after=retry_after(error),
        )
        try:
            async with asyncio.timeout(_PART_SECONDS):
                await self._telling.send(message)
                await self._wire.close(error.close_code, error.slug)
        except (Gone, TimeoutError):
            log.info("left_before_told", code=error.slug)

    def _count(self, why: str) -> None:
        self._service.metrics.ended.labels(why).inc()
        log.info("dictation_ended", why=why, session=self._id, seq=self._seq, characters=self._characters)


def _reason(*results: BaseException | None) -> ScribeError | None:
    """Why a connection ended; None when the client left."""
    errors = [result for result in results if result is not None and not isinstance(result, asyncio.CancelledError)]
    for error in errors:
        if isinstance(error, ScribeError):
            return error
    for error in errors:
        if not isinstance(error, Gone):
            log.error("dictation_failed", exc_info=error)
            return InternalError("something failed here; resume the dictation to go on")
    return None


def _check_characters(text: str) -> None:
    """Refuse what `scribe review` would refuse as binary; blank text is none the worse for being blank."""
    check_note(f"{text}.", limit=len(text) * 4 + 1)
