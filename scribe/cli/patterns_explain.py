"""`scribe patterns explain`: a rule as a review names it, where it stands and which examples reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scribe.cli.engine import Clinic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scribe.nlp.mutation import Rule, Trials

HELP = """\b
Examples:
  scribe patterns explain order.signed
  scribe patterns explain our-clinic.faxed --clinic our-clinic

Tell what the rule of this id says, in which file and line it stands, which rules it works with, and which examples
reach it. A review names the rule of each piece of evidence. `scribe explain` tells what is made of a sentence.
"""
_MOST = 12


def explain(
    name: Annotated[str, typer.Argument(metavar="ID", help="The rule's id.")],
    clinic: Clinic = None,
) -> None:
    """Tells what a rule says and what reaches it."""
    import difflib

    from scribe.cli.engine import load_engine
    from scribe.nlp.mutation import Trials, rules_of
    from scribe.nlp.rules import rule_files
    from scribe.nlp.segmenter import load_segmenter
    from scribe.paths import clinic_folders, resource
    from scribe.settings import load_settings
    from scribe.text.reader import Reader

    home = resource("patterns")
    rules = list(rules_of(rule_files(home, clinic_folders(clinic or load_settings().clinic))))
    rule = next((each for each in rules if each.id == name), None)
    if rule is None:
        near = difflib.get_close_matches(name, [each.id for each in rules], n=3)
        raise typer.BadParameter(
            "no rule has this id" + (f"; near it are {', '.join(near)}" if near else ""), param_hint="ID"
        )
    trials = Trials(load_engine(clinic).listener, Reader(home, segmenter=load_segmenter()))
    trials.hear_frames()
    for line in _told(rule, rules, trials):
        typer.echo(line)


def _told(rule: Rule, rules: Sequence[Rule], trials: Trials) -> Iterator[str]:
    import yaml

    yield f"{rule.id}  {rule.place}"
    said = {key: value for key, value in rule.row.items() if key != "id"}
    for line in yaml.safe_dump(_plain(said), sort_keys=False, allow_unicode=True, width=110).splitlines():
        yield f"  {line}"
    partners = [each for each in rules if each.form != rule.form and _share(rule, each)]
    if partners:
        yield "Works with"
        yield from (f"  {each.id}  {each.place}" for each in partners[:_MOST])
        yield from _more(len(partners))
    reach = trials.reach[rule.id]
    for title, numbers in (("Must be found in", reach.find), ("Must not be found in", reach.absent)):
        examples = [trials.example(number) for number in sorted(numbers)]
        yield f"{title}: {len(examples) or 'no'} {'example' if len(examples) == 1 else 'examples'}"
        yield from (f"  {each.place.partition(': ')[0]}: {each.text}" for each in examples[:_MOST])
        yield from _more(len(examples))


def _more(count: int) -> Iterator[str]:
    if count > _MOST:
        yield f"  … and {count - _MOST} more"


def _share(one: Rule, two: Rule) -> bool:
    """Whether a frame speaks of the label of the other's words."""
    frame, words = (one, two) if one.form == "frames" else (two, one)
    return frame.form == "frames" and words.form == "targets" and words.row["category"] in _labels(frame.row)


def _labels(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*(_labels(each) for key, each in value.items() if key not in {"id", "kind"}))
    return set().union(*map(_labels, value)) if isinstance(value, list) else set()


def _plain(value: object) -> object:
    """Mappings of a pattern file as YAML's own."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
