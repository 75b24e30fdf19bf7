"""A file of workflows, as it is written by hand (`spec/workflows/modelarts.yaml` says what each key means)."""

from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError, model_validator

from spec import files
from spec import pointer as pointers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

Scalar = StrictStr | StrictInt | StrictBool

_ID = r"^[A-Za-z0-9_-]+$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Strict):
    """One call, and when it has succeeded."""

    step: str = Field(pattern=_ID)
    operation: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    parameters: dict[str, Scalar] = {}
    body: Any = None
    wait: StrictStr | StrictInt | None = None
    gone: StrictBool = False
    expect: dict[str, Scalar] = {}
    outputs: dict[str, str] = {}

    @model_validator(mode="after")
    def _waits_for_one_thing(self) -> Self:
        if self.gone and (self.wait is not None or self.expect or self.outputs):
            raise ValueError("what is gone has no state, no values and no outputs")
        return self


class Workflow(_Strict):
    """Steps that are taken one after the other."""

    workflow: str = Field(pattern=_ID)
    summary: str = Field(min_length=1)
    description: str = Field(min_length=1)
    after: tuple[str, ...] = ()
    inputs: dict[str, dict[str, Any]] = {}
    steps: tuple[Step, ...] = Field(min_length=1)
    outputs: dict[str, str] = {}

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        names = [step.step for step in self.steps]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"a step has a name of its own: {', '.join(sorted(twice))}")
        return self


class Workflows(_Strict):
    """The whole file. `parameters` go with every call that has them, each from an input of the same name."""

    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    description: str = Field(min_length=1)
    parameters: dict[str, dict[str, Any]] = {}
    workflows: tuple[Workflow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        names = [workflow.workflow for workflow in self.workflows]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"a workflow has a name of its own: {', '.join(sorted(twice))}")
        return self


def load_workflows(path: Path) -> Workflows:
    """Read a file of workflows. Raises DiagnosticError (SPC092) for what is none, with the place inside the file."""
    try:
        return Workflows.model_validate(files.load(path))
    except ValidationError as error:
        raise DiagnosticError(
            *(
                Diagnostic("SPC092", problem["msg"], Location(str(path)), pointer=pointers.join("", *problem["loc"]))
                for problem in error.errors(include_url=False, include_input=False)
            )
        ) from error
