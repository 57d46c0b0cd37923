"""What holds for every command."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer.core
import typer.main

from scribe import __version__
from scribe.cli import app

Run = Callable[..., Any]


def _commands() -> Iterator[tuple[str, ...]]:
    yield ()
    yield from _below(typer.main.get_command(app), ())


def _below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, below in getattr(command, "commands", {}).items():
        yield (*path, name)
        yield from _below(below, (*path, name))


@pytest.mark.parametrize("command", list(_commands()), ids=" ".join)
def test_help_begins_with_examples_that_name_the_command(run: Run, command: tuple[str, ...]) -> None:
    told = run(*command, "--help")
    usage, _, first, example, *_ = told.out.splitlines()
    assert told.status == 0
    assert usage.startswith("Usage: scribe")
    assert first.strip() == "Examples:"
    assert f"scribe {' '.join(command)}".strip() in example or "| scribe" in example


def test_no_arguments_is_help(run: Run) -> None:
    assert run().out == run("--help").out


def test_the_version(run: Run) -> None:
    assert run("--version").out == f"scribe {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nope",), "No such command 'nope'."),
        (("review",), "Missing argument 'NOTE'."),
        (("review", "x", "--format", "pdf"), "Invalid value for '--format' / '-f': 'pdf' is not one of"),
        (
            ("batch", "x", "--workers", "0"),
            "Invalid value for '--workers' / '-w': Input should be greater than or equal to 1",
        ),
    ],
)
def test_a_mistake_in_the_words_is_one_line_and_status_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    told = run(*arguments)
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith(f"scribe: {message}")
    assert told.err.count("\n") == 1


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from scribe.cli import main\n"
        "try:\n"
        "    main(['review', '--help'])\n"
        "except SystemExit:\n"
        "    print([name for name in ('spacy', 'medspacy', 'rich', 'yaml') if name in sys.modules])\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_importing_scribe_loads_nothing_heavy() -> None:
    code = "import scribe, sys; print([name for name in ('spacy', 'pydantic') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
