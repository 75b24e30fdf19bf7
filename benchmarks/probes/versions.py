"""Tells the versions of the distributions named in its arguments, those that this interpreter can import."""

import json
import sys
from importlib.metadata import PackageNotFoundError, version

found = {"python": ".".join(str(part) for part in sys.version_info[:3])}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        continue
print(json.dumps(found))
