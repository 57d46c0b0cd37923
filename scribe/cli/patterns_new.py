"""`scribe patterns new`: a file to begin with, whose examples hold as it stands."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scribe.cli.engine import Clinic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HELP = """\b
Examples:
  scribe patterns new rule our-clinic.faxed --kind written_order -o our-clinic/evidence/faxed.yaml
  scribe patterns new context our-clinic.doubt
  scribe patterns new overlay our-plan-therapy --follows therapy-threshold
  scribe patterns new policy our-brace

Print a file to begin with, or write it with -o: a rule, a context rule, a policy, or an overlay that lets a policy
count for another payer. It is sound and its examples hold as it stands; put your own words in place of its words. An id
that is taken is refused.
"""


class Form(StrEnum):
    """What may be begun."""

    RULE = "rule"
    CONTEXT = "context"
    POLICY = "policy"
    OVERLAY = "overlay"


_ID = re.compile(r"[a-z][a-z0-9]*(?:[-._][a-z0-9]+)*")


def new(
    form: Annotated[Form, typer.Argument(metavar="FORM", help="rule, context, policy or overlay.")],
    name: Annotated[str, typer.Argument(metavar="ID", help="Its id: small letters, digits, hyphens and dots.")],
    kind: Annotated[str, typer.Option("--kind", help="The kind of evidence a rule is to give.")] = "written_order",
    follows: Annotated[
        str, typer.Option("--follows", help="The policy an overlay lets count for another payer.")
    ] = "therapy-threshold",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, which must be new.")
    ] = None,
    clinic: Clinic = None,
) -> None:
    """Begins a file of rules or a policy."""
    from string import Template

    from scribe.cli.files import naming
    from scribe.paths import resource

    if not _ID.fullmatch(name):
        raise typer.BadParameter(
            "expected small letters, digits, hyphens and dots, as our-clinic.faxed", param_hint="ID"
        )
    taken, kinds = _known(clinic)
    if place := taken.get(name) or taken.get(f"{name}.words"):
        raise typer.BadParameter(f"{name} is taken, in {place}", param_hint="ID")
    if kind not in kinds:
        raise typer.BadParameter(f"no such kind of evidence; known are {', '.join(sorted(kinds))}", param_hint="--kind")
    if form is Form.OVERLAY and follows not in taken:
        raise typer.BadParameter("no policy has this id", param_hint="--follows")
    today = dt.date.today()  # noqa: DTZ011 - the user's own calendar day
    words = {"id": name, "kind": kind, "follows": follows, "label": re.sub(r"\W", "_", name).upper()}
    words |= {"day": today.isoformat(), "before": (today - dt.timedelta(days=1)).isoformat()}
    text = Template((resource("patterns") / "skeletons" / f"{form}.txt").read_text(encoding="utf-8")).substitute(words)
    if output is None:
        typer.echo(text, nl=False)
        return
    with naming(str(output)):
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)


def _known(clinic: Sequence[str] | None) -> tuple[Mapping[str, str], frozenset[str]]:
    """Where each id that is taken stands, and the known kinds of evidence."""
    from scribe.cli.engine import load_policies
    from scribe.nlp.rules import load_rules
    from scribe.paths import clinic_folders, resource
    from scribe.settings import load_settings

    book = load_rules(resource("patterns"), clinic_folders(clinic or load_settings().clinic))
    policies = load_policies(clinic)
    places = {name: cases[0].partition(",")[0] for name, cases in policies.places.items()}
    return {**book.places, **places}, policies.kinds.names
