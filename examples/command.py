"""What the examples have in common: their options, and a client made of the environment.

Credentials, project and region come from the variables or the file that the client looks for by itself; its README
names them. `--base-url` leads to a mock.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from modelarts_client import APIError, AsyncModelArts, ModelArts

Main = Callable[[ModelArts, float], None]
AsyncMain = Callable[[AsyncModelArts, float], Coroutine[Any, Any, None]]


def run(main: Main, main_async: AsyncMain) -> None:
    """Run one of the two forms of an example, as the command line asks for."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--base-url", metavar="URL", help="another server than the region's, a mock for instance")
    parser.add_argument("--interval", type=float, default=5, metavar="SECONDS", help="between two looks while it waits")
    parser.add_argument("--async", dest="asynchronous", action="store_true", help="use the asynchronous client")
    options = parser.parse_args()
    try:
        if options.asynchronous:
            asyncio.run(_run_async(main_async, options.base_url, options.interval))
        else:
            with ModelArts(base_url=options.base_url) as client:
                main(client, options.interval)
    except APIError as error:
        sys.exit(f"{parser.prog}: {error}")


async def _run_async(main: AsyncMain, base_url: str | None, interval: float) -> None:
    async with AsyncModelArts(base_url=base_url) as client:
        await main(client, interval)
