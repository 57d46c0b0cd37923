"""The live service: dictation over a websocket, reviews and policies over REST.

Owns sockets, identities, limits and the words of the protocol; drives `scribe.session` and `scribe.store`. Knows no
clinical rule.
"""
