"""The live form of the engine: a Session hears segments and tells events.

Owns the way from pieces of dictation to exact changes of the Review's lists, free of input and output. Knows nothing of
networks, stores, users or clocks.
"""

from scribe.session.events import (
    Event,
    EvidenceEvent,
    FlagEvent,
    LineEvent,
    RequirementEvent,
    SentenceEvent,
    View,
)
from scribe.session.hearing import Engine
from scribe.session.session import Session
from scribe.session.transcript import Segment

__all__ = [
    "Engine",
    "Event",
    "EvidenceEvent",
    "FlagEvent",
    "LineEvent",
    "RequirementEvent",
    "Segment",
    "SentenceEvent",
    "Session",
    "View",
]
