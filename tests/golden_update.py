"""Write the expected files of golden cases: `python -m tests.golden_update CASE...`, all cases where none is named.

Read what changed (`git diff tests/golden`) before you commit it: the expected files hold what a careful person reads.
"""

import sys
from pathlib import Path

from scraper import Source, scrape
from spec.conflicts.text import conflict_lines
from spec.diagnostics import in_order
from spec.files import dump_yaml
from spec.passes.order import order

FOLDER = Path(__file__).parent / "golden"


def cases() -> list[str]:
    """Give the names of all cases."""
    return sorted({p.parent.name for p in FOLDER.glob("*/page*")})


def outcome(case: str) -> dict[str, str]:
    """Scrape the pages of a case; gives the texts that its expected files should hold, "" for one that is not there."""
    pages = sorted((FOLDER / case).glob("page*"))
    scraped = scrape([Source(page.name, page.read_bytes()) for page in pages])
    findings = "".join(d.render() + "\n" for d in in_order(scraped.report.diagnostics))
    told = ("\n".join(conflict_lines(conflict)) + "\n" for conflict in scraped.conflicts.conflicts)
    return {
        "openapi.yaml": dump_yaml(order(scraped.document).document),
        "findings.txt": findings,
        "conflicts.txt": "\n".join(told),
    }


def main() -> None:
    """Write the expected files of the cases that the command line names."""
    for case in sys.argv[1:] or cases():
        for name, text in outcome(case).items():
            path = FOLDER / case / name
            if text or name == "findings.txt":
                path.write_text(text, encoding="utf-8", newline="\n")
            else:
                path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
