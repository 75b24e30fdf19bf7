"""How far fetching goes."""

from enum import StrEnum


class Follow(StrEnum):
    """What a URL stands for, where its content does not say so itself.

    PAGE is what the URL gives: one page, the pages of an archive, or those that a sitemap lists. LINKS adds the pages
    of the same folder that the page links to. SITEMAP asks the site for its sitemap and takes the pages below the URL.
    """

    PAGE = "page"
    LINKS = "links"
    SITEMAP = "sitemap"
