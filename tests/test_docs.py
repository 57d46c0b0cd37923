"""The documents are true: their code blocks run, and nothing that has a name lacks its heading."""

import importlib
import io
import pkgutil
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main

import scribe
from scribe.errors import ScribeError
from scribe.settings import Settings
from scribe.types import FlagCode

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted((ROOT / "docs").glob("*.md"))
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block of a page."""

    page: str
    line: int
    kind: str
    text: str


def _blocks(kind: str) -> Iterator[Any]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            if found[1] == kind:
                block = Block(page.name, text.count("\n", 0, found.start()) + 2, kind, found[2])
                yield pytest.param(block, id=f"{block.page}:{block.line}")


def _commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Each `$ command` of a block with the lines that follow it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, *wanted = part.rstrip("\n").split("\n")
        yield command, [line for line in wanted if line]


@pytest.fixture(scope="module")
def engine() -> Any:
    return importlib.import_module("scribe.engine").Scribe()


@pytest.fixture(autouse=True)
def _place(engine: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder with the samples, and one engine for all blocks."""

    def made(**_options: object) -> Any:
        return engine

    monkeypatch.setattr("scribe.engine.Scribe", made)
    shutil.copytree(ROOT / "demo" / "samples", tmp_path / "demo" / "samples")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("block", list(_blocks("python")))
def test_python_runs(block: Block) -> None:
    exec(compile(block.text, f"{block.page}:{block.line}", "exec"), {"__name__": "block"})


@pytest.mark.parametrize("block", list(_blocks("console")))
def test_commands_print_what_the_page_says(
    block: Block, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from scribe.cli import main

    monkeypatch.setenv("COLUMNS", "80")
    for command, wanted in _commands(block):
        name, *arguments = shlex.split(command)
        assert name == "scribe", "only `scribe` is run; other commands belong in a sh block"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main(arguments)
        told = capsys.readouterr()
        got = [line.rstrip() for line in (told.out + told.err).splitlines() if line.strip()]
        assert _agree(got, wanted), "\n".join(["the command printed:", *got])


def _agree(got: list[str], wanted: list[str]) -> bool:
    """Whether the lines are those wanted; `...` stands for any words, and alone on a line for any lines."""
    if not wanted:
        return not got
    if wanted[0] == "...":
        return any(_agree(got[skip:], wanted[1:]) for skip in range(len(got) + 1))
    if not got:
        return False
    form = ".*".join(re.escape(part) for part in wanted[0].split("..."))
    return bool(re.fullmatch(form, got[0])) and _agree(got[1:], wanted[1:])


@pytest.mark.parametrize(
    ("got", "wanted", "agree"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a"], False),
        (["a", "b", "c"], ["a", "..."], True),
        (["a", "b", "c"], ["...", "c"], True),
        (["a x c"], ["a ... c"], True),
        (["a"], ["...", "b"], False),
    ],
)
def test_agreement(got: list[str], wanted: list[str], agree: bool) -> None:
    assert _agree(got, wanted) is agree


def _headings(page: str) -> set[str]:
    text = FENCE.sub("", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    return set(re.findall(r"^#+ `(.+)`$", text, flags=re.MULTILINE))


def _slugs() -> set[str]:
    """The codes of all errors but the service's own, which docs/live.md tells."""
    for module in pkgutil.walk_packages(scribe.__path__, "scribe."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    return {error.slug for error in _errors(ScribeError) if not error.__module__.startswith("scribe.web.")}


def _errors(kind: type[ScribeError]) -> Iterator[type[ScribeError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__.startswith("scribe."):
            yield from _errors(below)


def _command_names() -> set[str]:
    def below(command: Any, path: str) -> Iterator[str]:
        for name, each in getattr(command, "commands", {}).items():
            yield f"{path} {name}"
            yield from below(each, f"{path} {name}")

    return set(below(typer.main.get_command(importlib.import_module("scribe.cli").app), "scribe"))


def _setting_names() -> set[str]:
    return {f"SCRIBE_{name.upper()}" for name in Settings.model_fields}


def _flag_names() -> set[str]:
    return {code.value for code in FlagCode}


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("errors.md", _slugs),
        ("cli.md", _command_names),
        ("settings.md", _setting_names),
        ("flags.md", _flag_names),
    ],
)
def test_everything_with_a_name_has_its_heading_and_nothing_else_has(page: str, names: Callable[[], set[str]]) -> None:
    wanted = names()
    assert _headings(page) <= wanted
    assert wanted <= set().union(*(_headings(other.name) for other in (ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_inside_the_project_arrive(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = page.parent / name if name else page
        assert target.exists(), link
        if anchor:
            heads = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}, link
