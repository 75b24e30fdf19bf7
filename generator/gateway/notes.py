"""What people must know of each gateway beside what its configuration says: for the README of each folder."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """How one gateway is started and checked, what it answers to requests without a route, and what it changes.
    `own_host`: the service sees its own `Host` whatever the settings say."""

    title: str
    start: str
    check: str
    refusals: str
    changes: tuple[str, ...]
    proven: bool
    own_host: bool = False


_RAW = "Path, query, headers and body go on as they came, a `%2F` in a path parameter too."
_UNDERSCORES = (
    "Where credentials are required, headers with an underscore in their name are left out: one could pass for another"
    " that has a dash there."
)
_RULES = "The configuration is checked by rules only; it has not run in the gateway itself."

NOTES = {
    "kong": Note(
        "Kong (decK, declarative)",
        "DECK_UPSTREAM_HOST=host deck gateway sync kong.yaml",
        "deck file validate kong.yaml",
        "404 for an undeclared path or method; 405 where a path with a placeholder would take the method",
        (_RULES, "Kong decodes percent-encoded letters and digits before it matches."),
        False,
    ),
    "apisix": Note(
        "Apache APISIX (standalone)",
        "put `config.yaml` and `apisix.yaml` into the folder `conf` of APISIX, then apisix start",
        "apisix test",
        "404 for an undeclared path, 405 for an undeclared method",
        (_RULES, _UNDERSCORES),
        False,
    ),
    "krakend": Note(
        "KrakenD",
        "krakend run -c krakend.json",
        "krakend check -l -c krakend.json",
        "404 for an undeclared path, 405 for an undeclared method",
        (
            _RULES,
            "Path parameters are decoded: one that holds `%2F` finds no route.",
            "The size of a body is not limited.",
            "A method that only a path with a placeholder takes goes there, also where a literal path fits.",
        ),
        False,
        own_host=True,
    ),
    "envoy": Note(
        "Envoy",
        "envoy -c envoy.yaml",
        "envoy --mode validate -c envoy.yaml",
        "404 for an undeclared path, 405 with `Allow` for an undeclared method",
        (
            _RAW,
            "The check reads `envoy.yaml` only. A `routes.yaml` moved over the old one holds at once; if Envoy cannot"
            " take it, its log says so, and the old routes stay.",
        ),
        True,
    ),
    "nginx": Note(
        "nginx",
        "nginx -c $PWD/nginx.conf",
        "nginx -t -c $PWD/nginx.conf",
        "404 for an undeclared path, 405 with `Allow` for an undeclared method",
        (_RAW, _UNDERSCORES),
        True,
    ),
    "haproxy": Note(
        "HAProxy",
        "haproxy -f haproxy.cfg",
        "haproxy -c -f haproxy.cfg",
        "404 for an undeclared path, 405 with `Allow` for an undeclared method",
        (
            _RAW,
            "A body that comes in chunks is not measured.",
            "The key of a certificate stands in the same file, or in one of that name with `.key` at its end.",
        ),
        True,
    ),
    "caddy": Note(
        "Caddy",
        "caddy run --adapter caddyfile --config Caddyfile",
        "caddy validate --adapter caddyfile --config Caddyfile",
        "404 for an undeclared path, 405 with `Allow` for an undeclared method",
        (
            "Path, query and body go on as they came, a `%2F` in a path parameter too.",
            "Headers with an underscore in their name are left out; a signature does not cover them.",
            "Caddy itself cannot limit the rate of requests; that takes a module of others.",
        ),
        True,
    ),
    "traefik": Note(
        "Traefik",
        "traefik --configFile=traefik.yaml",
        "start it: it has no check of its own",
        "404 for an undeclared path, 405 for an undeclared method",
        (
            _RAW,
            "Empty segments and those of dots are taken out of a path before it is routed.",
            "A `;` in a query goes on as `%3B`, which a signature takes for the same.",
        ),
        True,
    ),
    "aws": Note(
        "Amazon API Gateway (REST API)",
        "aws apigateway import-rest-api --body fileb://openapi.json, then set the stage variables",
        "the import itself, with --fail-on-warnings",
        "403 for an undeclared path or method",
        (
            _RULES,
            "A slash at the end of a path makes no difference to it.",
            "What becomes of percent-encoded signs in a path parameter is not proven.",
        ),
        False,
        own_host=True,
    ),
    "apig": Note(
        "Huawei Cloud APIG",
        "import each file into one group of APIs, in the console or by its API",
        "the import itself",
        "404 for an undeclared path or method",
        (
            _RULES,
            "It has no place for variables: for another region make the files again, with its `upstream`.",
        ),
        False,
        own_host=True,
    ),
}
"""By the name of the gateway."""
