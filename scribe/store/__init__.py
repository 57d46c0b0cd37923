"""Where unfinished dictations lie: what was said, in order, until the clinician has the review.

Owns the database: tables, migrations, sealing at rest, grouped commits, who may write to a session. Knows nothing of
sockets, engines or reviews; it keeps no event and no review, for both follow from what was said.
"""

from scribe.store.cipher import Cipher
from scribe.store.database import default_url
from scribe.store.entries import Entry, Known, Said
from scribe.store.errors import StoreError, StoreKeyError, TakenOverError
from scribe.store.store import Acknowledge, Append, Change, Create, Finish, Store, Stored
from scribe.store.writer import Writer

__all__ = [
    "Acknowledge",
    "Append",
    "Change",
    "Cipher",
    "Create",
    "Entry",
    "Finish",
    "Known",
    "Said",
    "Store",
    "StoreError",
    "StoreKeyError",
    "Stored",
    "TakenOverError",
    "Writer",
    "default_url",
]
