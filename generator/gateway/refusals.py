"""What a gateway cannot do: the operation, the rule and the way out, told before anything is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that a gateway cannot do. `operation` is empty where it is about all of them."""

    code: str
    gateway: str
    rule: str
    way_out: str
    operation: str = ""
    pointer: str = ""

    @property
    def message(self) -> str:
        """The rule and the way out in one sentence."""
        who = f"{self.gateway}: " if self.gateway else ""
        return f"{who}{self.rule}; {self.way_out}"


class GatewayRefusedError(Exception):
    """Nothing is written: the refusals say why."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("\n".join(f"{refusal.operation} {refusal.message}".strip() for refusal in refusals))
        self.refusals = refusals
