"""What security schemes are, as all that show or follow them read it."""

import re
from collections.abc import Mapping
from typing import Any

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}", re.ASCII)


def is_header_name(name: str) -> bool:
    """Tell whether a header may have this name, which holds for cookies too."""
    return _HEADER_NAME.fullmatch(name) is not None


def is_signature(scheme: Mapping[str, Any]) -> bool:
    """Tell whether a scheme is a signature with an access key: `x-credentials` says what such a key consists of."""
    in_header = scheme.get("type") == "apiKey" and scheme.get("in") == "header"
    return in_header and str(scheme.get("name")).lower() == "authorization" and "x-credentials" in scheme
