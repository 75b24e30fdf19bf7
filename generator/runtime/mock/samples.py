"""Values for schemas: the module of `spec.samples`. In a generated mock that module itself stands here."""

from spec.samples.values import resolve, sample, sample_named

__all__ = ["resolve", "sample", "sample_named"]
