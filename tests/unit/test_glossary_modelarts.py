"""The glossary of ModelArts: each gloss says something that its name does not, in one short line."""

import re
from pathlib import Path

import pytest

from spec.files import dump_yaml, load
from spec.passes.glossary import load_glossary

FILE = Path(__file__).resolve().parents[2] / "spec" / "glossary" / "modelarts.yaml"
GLOSSARY = load_glossary(FILE)
GLOSSES = [
    *(
        (name, gloss)
        for name, entry in GLOSSARY.names.items()
        for gloss in (entry.text, *entry.places.values())
        if gloss
    ),
    *GLOSSARY.schemas.items(),
]
MAX_GLOSS = 160
CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and any as at be been by can each for from has have in is it its may no not of on one or so that the"
        " their this to used was were what when where whether which who whose will with",
    )
)


def content_words(text: str) -> set[str]:
    """Give the words of a gloss or a name (`file_names`, `FileNames`) without stop words, in the singular."""
    words = {word.lower() for word in _WORD.findall(text)}
    return {_singular(word) for word in words - _STOP_WORDS}


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def says_nothing(name: str, gloss: str) -> bool:
    """Tell whether a gloss is made only of the words of its name."""
    return content_words(gloss) <= content_words(name)


@pytest.mark.parametrize(
    ("name", "gloss", "empty"),
    [
        ("image_id", "The ID of the image.", True),
        ("fileNames", "Names of the files.", True),
        ("boxes", "The box.", True),
        ("statuses", "Which statuses it has.", True),
        ("status", "State in the life cycle.", False),
        ("image_id", "Which image the notebook runs in.", False),
    ],
)
def test_the_rule_for_glosses(name: str, gloss: str, empty: bool) -> None:
    """The rule tells a name said again from one that is explained."""
    assert says_nothing(name, gloss) is empty


def test_no_gloss_is_its_name_again() -> None:
    """Every gloss has a word that its name lacks."""
    assert [(name, gloss) for name, gloss in GLOSSES if says_nothing(name, gloss)] == []


def test_glosses_are_short_english_sentences() -> None:
    """A gloss is one English sentence of at most 160 characters; it begins with a capital, where it is a word."""
    assert [
        g for _, g in GLOSSES if len(g) > MAX_GLOSS or CHINESE.search(g) or not g.endswith(".") or g[0].islower()
    ] == []
    assert [label for label in GLOSSARY.labels.values() if len(label) > MAX_GLOSS or CHINESE.search(label)] == []


def test_a_place_says_otherwise_than_the_name() -> None:
    """No gloss of a place repeats the one that counts everywhere."""
    repeated = [(n, p) for n, g in GLOSSARY.names.items() for p, text in g.places.items() if text == g.text]
    assert repeated == []


def test_entries_are_in_order() -> None:
    """The file is sorted, so that an entry has one place, and written as the project writes YAML."""
    glossary = load(FILE)
    for entries in glossary.values():
        assert list(entries) == sorted(entries, key=lambda name: (name.lower(), name))
    for entry in glossary["names"].values():
        if isinstance(entry, dict):
            assert list(entry["in"]) == sorted(entry["in"])
    assert FILE.read_text(encoding="utf-8").endswith("\n" + dump_yaml(glossary))
