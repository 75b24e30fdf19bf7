"""Imports a package and every module in it, and tells how many cannot be."""

import importlib
import json
import pkgutil
import sys
import warnings

warnings.simplefilter("ignore")
package = importlib.import_module(sys.argv[1])
modules = 1
failed: list[str] = []
for module in pkgutil.walk_packages(package.__path__, f"{sys.argv[1]}.", onerror=failed.append):
    modules += 1
    try:
        importlib.import_module(module.name)
    except Exception as error:
        failed.append(f"{module.name}: {error.msg if isinstance(error, ImportError) else error}")
print(json.dumps({"modules": modules, "failed": failed}))
