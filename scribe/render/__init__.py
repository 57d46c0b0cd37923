"""A Review for people: as text for a terminal, as one HTML page.

Owns wording and layout. Decides nothing: every verdict, status and message is the Review's own.
"""
