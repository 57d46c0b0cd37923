"""The commands of the live service: `serve`, `dictate` and `token`.

Owns what a person types and sees of them. Each loads what it needs when it runs, so that help is there at once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scribe.cli.engine import Clinic
from scribe.errors import NotInstalledError

if TYPE_CHECKING:
    from scribe.web.client import Player

SERVE_HELP = """\b
Examples:
  scribe serve
  scribe serve --port 9000 --log-format json
  SCRIBE_TOKENS=clinic=… scribe serve --host 0.0.0.0 --tls-certificate chain.pem --tls-key key.pem

Serve dictation over a websocket and reviews over REST. Listens to this machine alone unless told otherwise; every
setting can also be given as SCRIBE_… in the environment or in a .env file.
"""
DICTATE_HELP = """\b
Examples:
  scribe dictate note.txt
  scribe dictate note.txt --encounter visit.json --speed 4
  scribe dictate note.txt --url wss://scribe.example.org/v1/dictation --format jsonl

Play a text at speaking pace to a service, and show sentences, evidence, checklist and flags as they come. Picks up by
itself after a break. A service that asks for a token is given the one in SCRIBE_TOKEN.
"""
BEARER_HELP = """\b
Examples:
  scribe token clinic-a

Make a new bearer token. The token is printed first: give it to whoever is to come in, it is shown only this once. The
second line is what the service is told in SCRIBE_TOKENS.
"""

_URL = "ws://127.0.0.1:8000/v1/dictation"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(help=SERVE_HELP, short_help="Serve dictation and reviews.")(serve)
    app.command(help=DICTATE_HELP, short_help="Play a text to a service.")(dictate)
    app.command(help=BEARER_HELP, short_help="Make a token for the service.")(token)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen at; default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one; default: 8000.")] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="Certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Private key, PEM.")] = None,
    database_url: Annotated[str | None, typer.Option(help="Database; default: SQLite in the data folder.")] = None,
    log_format: Annotated[str | None, typer.Option(help="console or json.")] = None,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.")] = None,
    clinic: Clinic = None,
) -> None:
    """Serves until a signal ends it."""
    with _installed():
        from scribe.web.serve import serve as run
        from scribe.web.settings import load_service_settings

    run(
        load_service_settings(
            host=host,
            port=port,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            database_url=database_url,
            log_format=log_format,
            log_level=log_level,
            clinic=tuple(clinic) if clinic else None,
        )
    )


def dictate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The text to play; - for stdin.")],
    url: Annotated[str, typer.Option(help="The service's websocket.")] = _URL,
    encounter: Annotated[
        str | None, typer.Option("--encounter", "-e", help="What is known besides the text: a JSON file.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0, help="Times the pace of speech; 0: as fast as it goes.")] = 1.0,
    form: Annotated[Literal["text", "jsonl"], typer.Option("--format", help="For people, or for programs.")] = "text",
) -> None:
    """Plays a text to a service."""
    from scribe.cli.files import read_encounter_data, read_note
    from scribe.settings import load_settings

    text = read_note(file, limit=load_settings().max_note_bytes)
    known = read_encounter_data(encounter)
    token = os.environ.get("SCRIBE_TOKEN")
    if form == "jsonl":
        _print_messages(url, text, known, token=token, speed=speed)
    else:
        _show_screen(url, text, known, token=token, speed=speed)


def token(name: Annotated[str, typer.Argument(metavar="NAME", help="Whose token it is.")]) -> None:
    """Makes a new bearer token."""
    with _installed():
        from scribe.web.auth import new_token

    secret, digest = new_token()
    typer.echo(secret)
    typer.echo(f"{name}={digest}")


@contextmanager
def _installed() -> Iterator[None]:
    """What is loaded here comes with the extra `serve`; without it, one line says so."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise NotInstalledError(
            f"{error.name} is not installed; scripts/install --serve (or the extra kx-scribe[serve]) brings it"
        ) from None


def _print_messages(url: str, text: str, known: dict[str, Any], *, token: str | None, speed: float) -> None:
    with _installed():
        from scribe.web.client import Player

    def show(raw: str, _message: dict[str, Any]) -> None:
        typer.echo(raw)

    _play(Player(url, text, known, show=show, token=token, speed=speed))


def _show_screen(url: str, text: str, known: dict[str, Any], *, token: str | None, speed: float) -> None:
    from rich.console import Console

    with _installed():
        from scribe.web.client import Player
        from scribe.web.screen import Screen

    with Screen(Console(highlight=False)) as screen:

        def show(_raw: str, message: dict[str, Any]) -> None:
            if message["type"] not in ("ack", "preview", "pong"):
                screen.show(player.view, text)

        player = Player(url, text, known, show=show, token=token, speed=speed)
        _play(player)
        screen.close(player.view, text)
    if player.breaks:
        typer.echo(f"scribe: the connection broke {player.breaks} times and was resumed", err=True)


def _play(player: Player) -> None:
    asyncio.run(player.play())
