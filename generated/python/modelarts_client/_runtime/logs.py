# Copied from apiscribe; do not edit.
"""What is written to the log of this package: one line for each request and each answer, at level DEBUG."""

import logging

import httpx

from .errors import asked, request_id_of, status_of

LOGGER = logging.getLogger(__name__.rpartition("._runtime")[0] or __name__)
"""Named after the package."""


class _TokenFilter(logging.Filter):
    """Keeps lines out of the log that show the headers of an answer with a token in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "x-subject-token" not in record.getMessage().lower()


def keep_tokens_out_of_logs() -> None:
    """Filter the loggers of the transport, which write the headers of every answer at level DEBUG."""
    for name in ("httpcore.http11", "httpcore.http2"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, _TokenFilter) for one in logger.filters):
            logger.addFilter(_TokenFilter())


def log_request(request: httpx.Request, attempt: int) -> None:
    """Write a request that is about to be sent."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        LOGGER.debug("%s, attempt %d", asked(request), attempt)


def log_response(response: httpx.Response, attempt: int, seconds: float) -> None:
    """Write an answer."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        LOGGER.debug(
            "%s: %s after %.0f ms, attempt %d, request id %s",
            asked(response.request), status_of(response), seconds * 1000, attempt, request_id_of(response) or "none",
        )  # fmt: skip


def log_failure(request: httpx.Request, error: Exception, attempt: int, seconds: float) -> None:
    """Write a request that got no answer."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        LOGGER.debug(
            "%s: %s after %.0f ms, attempt %d", asked(request), type(error).__name__, seconds * 1000, attempt
        )  # fmt: skip
