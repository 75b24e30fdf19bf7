"""Ids, credentials and addresses in documented examples made obviously fake: the same original gives the same fake.

A fake has the form and the length of what it stands for, so that patterns and bounds hold; buckets and names of users
have a form of their own. Ranges that are made for documentation (RFC 5737, RFC 2606) stand for hosts.
"""

import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any

from spec.model import operations
from spec.passes import Passed
from spec.passes.examples import DOCUMENTED
from spec.report import Departure
from spec.rules.contract import as_dict, as_list

MIN_LENGTH = 6

_PARTS = ("request", "value")

_EDGE = r"(?<![0-9A-Za-z])"
_END = r"(?![0-9A-Za-z])"
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_FOUND = re.compile(
    rf"(?P<uuid>{_EDGE}{_UUID.pattern}{_END})"
    r"|(?P<credential>(?<=AccessKeyId=)[^&\s\"']{8,}|(?<=[sS]ignature=)[^&\s\"']{8,}|(?<=[tT]oken=)[^&\s\"']{8,})"
    rf"|(?P<word>{_EDGE}[0-9A-Za-z]{{16,256}}{_END})"
    r"|(?P<address>(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.-]))"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4})"
    r"|(?P<bucket>(?<=obs://)[\w.-]{3,63}|(?<=s3://)[\w.-]{3,63}|(?<=//)[a-z0-9][a-z0-9-]{2,62}(?=\.obs\.))"
)
_HEX = re.compile(r"[0-9a-f]{24,256}|[0-9A-F]{24,256}")
_SECRET = re.compile(
    r"(?:^|[_-])(?:secret|token|passw(?:or)?d|pwd|ak|sk|access_?key|signature|private_?key|app_?codes?|credential)s?$",
    re.IGNORECASE,
)
_ID = re.compile(r"(?:^|_)(?:id|uuid)s?$|[a-z]Ids?$")
_USER = re.compile(r"(?:^|_)(?:user_?name|owner|creator|domain_?name|account(?:_?name)?|tenant)$", re.IGNORECASE)
_BUCKET = re.compile(r"(?:^|_)obs_?(?:url|path)$|(?:^|_)bucket(?:_?name)?$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[x*X.…]+$|.*[{}<>*…$]|.*xxx|(?:0{6}|EXAMPLE)", re.DOTALL)
_ADDRESSES = ("192.0.2.", "198.51.100.", "203.0.113.")


def make_ids_fake(document: dict[str, Any]) -> Passed:
    """Put fakes in the place of what documented examples show of real projects, users and hosts."""
    paths = {
        path: dict(item) if isinstance(item, dict) else item for path, item in as_dict(document.get("paths")).items()
    }
    changed = {**document, "paths": paths}
    fakes = _Fakes()
    made: list[Departure] = []
    entries = [(o, as_list(o.value.get(DOCUMENTED))) for o in operations(changed)]
    for _, items in entries:
        for item in items:
            fakes.learn(as_dict(item).get("value"))
    for operation, items in entries:
        before = fakes.replaced
        faked = [
            {**item, **{k: fakes.value(item[k]) for k in _PARTS if k in item}} if isinstance(item, dict) else item
            for item in items
        ]
        if fakes.replaced > before:
            operation.path_item[operation.method] = {**operation.value, DOCUMENTED: faked}
            made.append(Departure(f"{operation.pointer}/{DOCUMENTED}", "fake", "ids and names of the page made up"))
    return Passed(changed, tuple(made))


class _Fakes:
    """The fakes given so far, each by its kind and original."""

    def __init__(self) -> None:
        self.given: dict[tuple[str, str], str] = {}
        self.numbers: Counter[str] = Counter()
        self.ids: set[str] = set()
        self.buckets: set[str] = set()
        self.texts: dict[str, str] = {}
        self.replaced = 0

    def learn(self, value: object) -> None:
        """Note the words that stand as an id somewhere, and the buckets, so that they are known everywhere."""
        for name, text in _strings(value, ""):
            if _ID.search(name) and text.isalnum() and 16 <= len(text) <= 64 and _is_mixed(text):
                self.ids.add(text)
            if "//" in text:
                self.buckets.update(m["bucket"] for m in _FOUND.finditer(text) if m["bucket"])
            elif _BUCKET.search(name) and text.strip("/") and not _PLACEHOLDER.match(text):
                self.buckets.add(text.strip("/").partition("/")[0])

    def value(self, value: Any, name: str = "") -> Any:
        """Give a JSON value with fakes in it."""
        if isinstance(value, str):
            return self._named(value, name) if len(value) >= MIN_LENGTH else value
        if isinstance(value, dict):
            return {key: self.value(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, name) for item in value]
        return value

    def _named(self, text: str, name: str) -> str:
        if name and text.isascii() and not _PLACEHOLDER.match(text):
            if _SECRET.search(name) and " " not in text and not _UUID.fullmatch(text):
                return self._fake("word" if text.isalnum() else "credential", text)
            if _USER.search(name) and " " not in text and not _FOUND.fullmatch(text):
                return self._fake("user", text)
        if text not in self.texts:
            self.texts[text] = self._inside(text)
        elif self.texts[text] != text:
            self.replaced += 1
        return self.texts[text]

    def _inside(self, text: str) -> str:
        text = _FOUND.sub(self._found, text)
        head, slash, rest = text.removeprefix("/").partition("/")
        if slash and text.startswith("/") and head in self.buckets:
            return f"/{self._fake('bucket', head)}/{rest}"
        return text

    def _found(self, match: re.Match[str]) -> str:
        kind, text = match.lastgroup or "", match[0]
        if _PLACEHOLDER.match(text) or (kind == "word" and not self._is_id(text)):
            return text
        if kind == "address" and not _is_public(text):
            return text
        return self._fake(kind, text)

    def _is_id(self, word: str) -> bool:
        if word in self.ids:
            return True
        digits = sum(c.isdigit() for c in word)
        return 2 <= digits < len(word) and (bool(_HEX.fullmatch(word)) or _is_mixed(word))

    def _fake(self, kind: str, original: str) -> str:
        self.replaced += 1
        key = (kind, original)
        if key not in self.given:
            group = f"{kind} {len(original)}" if kind in ("word", "credential") else kind
            self.numbers[group] += 1
            self.given[key] = _made(kind, original, self.numbers[group])
        return self.given[key]


def _made(kind: str, original: str, number: int) -> str:
    if kind == "uuid":
        return f"00000000-0000-4000-8000-{number:012d}"
    if kind == "address":
        return _ADDRESSES[(number - 1) // 254 % len(_ADDRESSES)] + str((number - 1) % 254 + 1)
    if kind == "mail":
        return f"user{number}@example.com"
    if kind in ("bucket", "user"):
        return f"example-{kind}-{number}"
    length = len(original)
    if _HEX.fullmatch(original) or length < len("Example") + 4:
        return f"{number:0{length}d}"[-length:]
    return f"Example{number:0{length - len('Example')}d}"


def _is_mixed(word: str) -> bool:
    return any(c.isdigit() for c in word) and any(c.islower() for c in word) and any(c.isupper() for c in word)


def _is_public(text: str) -> bool:
    """Tell whether an address may be that of a host that somebody runs; 100.64.0.0/10 is inside of providers."""
    try:
        address = IPv4Address(text)
    except ValueError:
        return False
    return address.is_global or int(address) in _PROVIDER


_PROVIDER = range(int(IPv4Address("100.64.0.0")), int(IPv4Address("100.128.0.0")))


def _strings(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Yield each string of a JSON value with the name that it stands under."""
    stack: list[tuple[str, object]] = [(name, value)]
    while stack:
        name, value = stack.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            stack += reversed(value.items())
        elif isinstance(value, list):
            stack += ((name, item) for item in reversed(value))
