"""English words in names of APIs."""

import re

_SINGULARS = frozenset(("alias", "atlas", "bias", "canvas", "news", "series"))
_PLURALS = frozenset(("apis", "clis", "guis", "uris"))
"""Plurals of abbreviations that end as a singular does."""

_ABBREVIATIONS = re.compile(r"[^aeiou]+pus")
"""`gpus`, `vcpus`; but not `corpus`."""


def singular(word: str) -> str:
    """Give the singular of an English plural noun as APIs use them, its case kept: `Policies` gives `Policy`.

    A word that only looks like a plural stays: `status`, `analysis`, `OBS`.
    """
    low = word.casefold()
    if low in _SINGULARS or len(low) < 4 or not low.endswith("s") or low.endswith("ss"):
        return word
    if low in _PLURALS or _ABBREVIATIONS.fullmatch(low):
        return word[:-1]
    if low.endswith(("us", "is")):
        return word
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + "y"
    return word[:-2] if low.endswith(("sses", "xes", "ches", "shes")) else word[:-1]
