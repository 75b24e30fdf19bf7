"""The second lock on gateway configuration: what is written is read back, and must hold the plan and nothing else."""

import json
import re
from collections.abc import Iterable

import yaml

from generator.gateway.plan import GatewayPlan
from generator.output import GenerationError, OutputFile

_CONTROL = re.compile(r"[^\n\t\x20-\x7e]")


def check_files(plan: GatewayPlan, files: Iterable[OutputFile]) -> None:
    """Raise GenerationError for a file that has other characters than printable ASCII, or that is not the YAML or JSON
    that its name says, or where an operation of the plan is missing from the whole."""
    files = [file for file in files if not file.path.endswith("README.md")]
    for file in files:
        if found := _CONTROL.search(file.text):
            line = file.text.count("\n", 0, found.start()) + 1
            raise GenerationError(f"{file.path}:{line} has a character that no template writes")
        try:
            if file.path.endswith(".json"):
                json.loads(file.text)
            elif file.path.endswith(".yaml"):
                yaml.load(file.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe one
        except (ValueError, yaml.YAMLError) as error:
            raise GenerationError(f"{file.path} cannot be read back: {str(error)[:200]}") from error
    words = set(re.findall(r"[A-Za-z0-9_-]+", "\n".join(file.text for file in files)))
    for route in plan.routes:
        for operation in route.operations:
            if operation.name not in words:
                raise GenerationError(f"{operation.name} is missing from the configuration", operation.pointer)
