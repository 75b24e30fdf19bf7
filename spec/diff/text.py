"""A diff as lines for a terminal."""

from spec.diff.model import Diff, Effect
from spec.diff.telling import Section, operations_reached, plain, sections, summary

MAX_NAMES = 20


def as_text(diff: Diff, *, every: bool = False) -> str:
    """Give the changes as lines, one for each; of the documentation only how many there are, unless `every` is asked
    for. Ends with a newline."""
    lines = []
    for section in sections(diff):
        lines.append(f"{section.title} ({section.count:,})")
        if section.effect is Effect.DOCUMENTATION and not every:
            lines += _counted(section)
        else:
            lines += _listed(section, every=every)
        lines.append("")
    reached = operations_reached(diff)
    whom = f", {reached:,} operation{'s' * (reached != 1)} reached" if reached else ""
    lines.append(f"{plain(diff.old_version)} to {plain(diff.new_version)}: {summary(diff)}{whom}")
    return "\n".join(lines) + "\n"


def _listed(section: Section, *, every: bool) -> list[str]:
    lines = []
    for meaning, names in section.names:
        lines.append(f"  {meaning} ({len(names):,})")
        shown = names if every else names[:MAX_NAMES]
        lines += [f"    {name.replace('`', '')}" for name in shown]
        if len(shown) < len(names):
            lines.append(f"    and {len(names) - len(shown):,} more: --all lists them")
    for group in section.groups:
        lines.append(f"  {group.title.replace('`', '')}")
        for entry in group.entries:
            lines.append(f"    {entry.text}{f'  [{entry.place}]' if entry.place else ''}")
    return lines


def _counted(section: Section) -> list[str]:
    return [f"  {count:>5,} {meaning}" for meaning, count in section.counts]
