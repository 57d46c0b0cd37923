"""Writing to a terminal, or to what stands in for one.

Owns width, trailing spaces and character sets. Knows nothing of what is written.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType

_WIDEST = 120


def write(parts: Iterable[RenderableType], console: Console) -> None:
    """Writes the parts below one another.

    Args:
        parts: what is written.
        console: where to; its width and colours decide the form. No line is wider than 120 characters.
    """
    width = min(console.width, _WIDEST)
    with console.capture() as drawn:
        for part in parts:
            console.print(part, width=width, highlight=False)
    text = "".join(f"{line.rstrip()}\n" for line in drawn.get().removesuffix("\n").split("\n"))
    # What the character set lacks, in a quote or a name, becomes a question mark.
    console.file.write(text.encode(console.encoding, "replace").decode(console.encoding))
