"""One request of each operation, to show: what `spec.samples.request` describes and `sample_requests` chooses."""

from spec.samples.request import SampleBody, SampleParameter, SampleRequest, SampleServer
from spec.samples.requests import sample_requests

__all__ = ["SampleBody", "SampleParameter", "SampleRequest", "SampleServer", "sample_requests"]
