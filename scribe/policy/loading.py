"""Policy files from a folder, checked one against the other.

Owns what a single file's shape cannot tell: known kinds, cited sources, versions that overlap, ids that repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from scribe.errors import PatternError
from scribe.policy.governing import Governing, made_ready
from scribe.policy.modifiers import Modifiers
from scribe.policy.policyfile import ExampleEvidence, Overlay, PolicyFile, Version
from scribe.policy.reading import Place, Source, shaped
from scribe.policy.schema import Clause, Requirement, Sentence, Shape
from scribe.policy.wording import Wording
from scribe.types import Encounter, TherapyYtd

_KINDS = "kinds.yaml"


class Kind(Shape):
    """An evidence kind of the policies' own."""

    means: Sentence
    attributes: tuple[str, ...] = ()


class Kinds(Shape):
    """patterns/policies/shared/kinds.yaml; `concepts` are what the attribute of that name may say, by kind."""

    contract: tuple[str, ...]
    own: dict[str, Kind]
    concepts: dict[str, dict[str, Sentence]]

    @property
    def names(self) -> frozenset[str]:
        """Every kind a policy may ask for."""
        return frozenset((*self.contract, *self.own))


class MoreKinds(Shape):
    """kinds.yaml of a clinic's folder: kinds and concepts besides ours."""

    own: dict[str, Kind] = Field(default={})
    concepts: dict[str, dict[str, Sentence]] = Field(default={})


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything `Policies` needs, ready."""

    policies: tuple[tuple[Governing, ...], ...]
    words: Wording
    modifiers: Modifiers
    kinds: Kinds
    places: Mapping[str, tuple[str, ...]]


def load(folder: Path, extra: Sequence[Path] = ()) -> Loaded:
    """Read and check every policy file of `folder` and `extra`.

    Raises:
        PatternError: the first mistake, with file and line.
    """
    shared = folder / "shared"
    kinds = shaped(Source(shared / "kinds.yaml"), Kinds)
    for path in (home / _KINDS for home in extra):
        kinds = _joined(kinds, Source(path, place=_clinic_place(path))) if path.is_file() else kinds
    files: dict[str, PolicyFile] = {}
    places: dict[str, tuple[str, ...]] = {}
    sources = [Source(path) for path in _paths(folder)]
    sources += [Source(path, place=_clinic_place(path)) for home in extra for path in _paths(home)]
    for source in sorted(sources, key=_follows):
        policy = _followed(source, files) if _follows(source) else shaped(source, PolicyFile)
        if policy.id in files:
            raise source.error(("id",), f"another file has the id {policy.id}")
        _check(source, policy, kinds)
        files[policy.id] = policy
        cases = range(len(policy.examples.cases))
        places[policy.id] = tuple(source.at(("examples", "cases", number)) for number in cases)
    ready = tuple(made_ready(files[name]) for name in sorted(files))
    return Loaded(ready, Wording(shared / "messages.yaml"), Modifiers(shared / "modifiers.yaml"), kinds, places)


def _follows(source: Source) -> bool:
    return isinstance(source.data, dict) and "follows" in source.data


def _followed(source: Source, files: Mapping[str, PolicyFile]) -> PolicyFile:
    """The policy of another payer: the one it follows, under its own name and sources."""
    overlay = shaped(source, Overlay)
    ours = files.get(overlay.follows)
    if ours is None:
        raise source.error(("follows",), f"no policy has the id {overlay.follows}")
    told = {name: getattr(overlay, name) for name in Overlay.model_fields if name not in {"follows", "first"}}
    told["versions"] = tuple(
        version.model_copy(update={"first": max(version.first, overlay.first), "cite": tuple(overlay.citations)})
        for version in ours.versions
        if version.to is None or version.to >= overlay.first
    )
    if not told["versions"]:
        raise source.error(("from",), f"{overlay.follows} is no longer in force then")
    return ours.model_copy(update={**told, "family": "payer", "citations": {**ours.citations, **overlay.citations}})


def _paths(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise PatternError(f"{folder.name}/: the policy folder is missing")
    return sorted(path for path in folder.glob("*.yaml") if path.name != _KINDS)


def _clinic_place(path: Path) -> str:
    """How messages name a clinic's file: under the name of the clinic's folder."""
    return "/".join(path.parts[-3 if path.parent.name == "policies" else -2 :])


def _joined(ours: Kinds, source: Source) -> Kinds:
    """Our kinds and a clinic's, which may not take a name of ours."""
    more = shaped(source, MoreKinds)
    for name in more.own:
        if name in ours.names:
            raise source.error(("own", name), "the kind is known already")
    names = ours.names | more.own.keys()
    concepts = dict(ours.concepts)
    for kind, told in more.concepts.items():
        if kind not in names:
            raise source.error(("concepts", kind), f"unknown evidence kind {kind}")
        for name in told:
            if name in concepts.get(kind, {}):
                raise source.error(("concepts", kind, name), "the concept is known already")
        concepts[kind] = concepts.get(kind, {}) | told
    return Kinds(contract=ours.contract, own=ours.own | more.own, concepts=concepts)


def _check(source: Source, policy: PolicyFile, kinds: Kinds) -> None:
    _check_versions(source, policy)
    for index, version in enumerate(policy.versions):
        _check_version(source, policy, ("versions", index), version, kinds)
    _check_ledger(source, policy)
    for name, sources in policy.anchors.items():
        for told in sources:
            where, _, what = told.partition(".")
            requirements = {requirement.id for version in policy.versions for requirement in version.requirements}
            known = {"encounter": set(Encounter.model_fields), "met": requirements, "evidence": kinds.names}
            if what not in known[where]:
                raise source.error(("anchors", name), f"unknown source {told}")
    for place, items in _example_evidence(policy):
        for item in items:
            if item.kind not in kinds.names:
                raise source.error(place, f"unknown evidence kind {item.kind}")
            _check_concepts(source, place, item.kind, (item.attributes.get("concept"),), kinds)


def _check_version(source: Source, policy: PolicyFile, place: Place, version: Version, kinds: Kinds) -> None:
    _check_cited(source, policy, (*place, "cite"), version.cite)
    if version.governs.ledger and policy.ledger is None:
        raise source.error((*place, "governs", "ledger"), "the file has no ledger")
    for number, requirement in enumerate(version.requirements):
        where = (*place, "requirements", number)
        _check_cited(source, policy, (*where, "cite"), requirement.cite)
        for clause in _clauses(requirement):
            _check_clause(source, policy, where, clause, kinds)
    if version.governs.fact:
        for clause in (*version.governs.fact.calls, *version.governs.fact.denies):
            _check_clause(source, policy, (*place, "governs", "fact"), clause, kinds)


def _check_versions(source: Source, policy: PolicyFile) -> None:
    for index, (earlier, later) in enumerate(zip(policy.versions, policy.versions[1:], strict=False), start=1):
        if later.first <= earlier.first or (earlier.to is not None and later.first <= earlier.to):
            raise source.error(("versions", index, "from"), "the version overlaps the one before it")


def _check_cited(source: Source, policy: PolicyFile, place: Place, names: Iterable[str]) -> None:
    for name in names:
        if name not in policy.citations:
            raise source.error(place, f"cites {name}, which is not among the citations")


def _clauses(requirement: Requirement) -> Iterator[Clause]:
    if requirement.evidence:
        yield requirement.evidence
    for path in requirement.any_of:
        yield from path.all_of
        yield from path.unless


def _check_clause(source: Source, policy: PolicyFile, place: Place, clause: Clause, kinds: Kinds) -> None:
    if clause.kind not in kinds.names:
        raise source.error(place, f"unknown evidence kind {clause.kind}")
    told = clause.about.get("concept")
    _check_concepts(source, place, clause.kind, told if isinstance(told, tuple) else (), kinds)
    for timing in clause.timing:
        for anchor in (timing.rule.anchor, timing.start):
            if anchor and anchor not in policy.anchors and anchor not in Encounter.model_fields:
                raise source.error(place, f"unknown anchor {anchor}")
        if timing.term and timing.term not in kinds.names:
            raise source.error(place, f"unknown evidence kind {timing.term}")


def _check_concepts(source: Source, place: Place, kind: str, told: Iterable[object], kinds: Kinds) -> None:
    known = kinds.concepts.get(kind)
    for concept in told:
        if known is not None and concept is not None and concept not in known:
            raise source.error(place, f"unknown concept {concept}")


def _check_ledger(source: Source, policy: PolicyFile) -> None:
    if policy.ledger is None:
        return
    for name, bucket in policy.ledger.buckets.items():
        if name not in TherapyYtd.model_fields:
            raise source.error(("ledger", "buckets", name), "the encounter has no such amount")
        if len(bucket.modifiers) != len(bucket.disciplines):
            raise source.error(("ledger", "buckets", name), "expected one modifier for each discipline")
    years = [year.year for year in policy.ledger.years]
    for index, year in enumerate(policy.ledger.years):
        place: Place = ("ledger", "years", index)
        if years.count(year.year) > 1:
            raise source.error(place, f"{year.year} stands twice")
        if set(year.amounts) != set(policy.ledger.buckets):
            raise source.error((*place, "amounts"), "expected one amount for each bucket (null where not known)")
        _check_cited(source, policy, (*place, "cite"), year.cite)


def _example_evidence(policy: PolicyFile) -> Iterator[tuple[Place, Iterable[ExampleEvidence]]]:
    yield ("examples", "base"), policy.examples.base.evidence
    for index, case in enumerate(policy.examples.cases):
        yield ("examples", "cases", index), (*case.add, *(case.evidence or ()))
