"""Compressed bytes to bytes, a bounded piece at a time: what is small on the wire may be anything inside."""

import zlib
from collections.abc import Iterator

GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 18
_GZIP = 16 + zlib.MAX_WBITS


class DamagedError(ValueError):
    """Raised for compressed bytes that are not what they should be."""


class Inflater:
    """Decompresses gzip, of one or several members, as it arrives."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give what `data` adds, in pieces of at most 256 KiB. Raises DamagedError."""
        while data:
            if self._stream.eof:
                if not data.startswith(GZIP_MAGIC[:1]):
                    return  # padding after the last member
                self._stream = zlib.decompressobj(_GZIP)
            self._begun = True
            while piece := self._decompress(data):
                data = self._stream.unconsumed_tail
                yield piece
            data = self._stream.unused_data if self._stream.eof else b""

    def _decompress(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(data, _PIECE)
        except zlib.error as error:
            raise DamagedError(f"not gzip: {error}") from error

    def finish(self) -> None:
        """Raise DamagedError where the stream is cut off."""
        if self._begun and not self._stream.eof:
            raise DamagedError("the gzip stream is cut off")
