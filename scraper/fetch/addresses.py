"""Which addresses a connection may be opened to."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_WITH_IPV4 = tuple(map(ip_network, ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
"""IPv6 addresses whose last 32 bits are the IPv4 address that they lead to."""
_TRANSLATED = ip_network("64:ff9b:1::/48")
"""Addresses that a network translates as it likes (RFC 8215): nobody can tell where they lead."""
_METADATA = frozenset(map(ip_address, ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")))
"""Where clouds serve credentials to their own machines."""


def refusal(host: str, address: str, allow_private: Collection[str]) -> str:
    """Say why no connection may be opened to `address`, to which `host` resolved; "" where it may.

    Public addresses may. Those of private networks and of this machine may where the host or the address is named.
    Link-local addresses, and those where clouds serve credentials or that may lead there, may only where the address
    itself is named: a name can be made to resolve to them.
    """
    try:
        found = _reached(ip_address(address.partition("%")[0]))
    except ValueError:
        return "not an address"
    if str(found) in allow_private:
        return ""
    if found.is_link_local or found in _METADATA or found in _TRANSLATED:
        return "a link-local or metadata address"
    if found.is_multicast or found.is_unspecified:
        return "an address of no single machine"
    if host in allow_private or (found.is_global and not _is_set_aside(found)):
        return ""
    return "an address of this machine" if found.is_loopback else "an address of a private network"


def _is_set_aside(address: Address) -> bool:
    """Tell an address that is given to nobody, or was for private networks once: Python calls some of them global."""
    return address.is_reserved or (isinstance(address, IPv6Address) and address.is_site_local)


def _reached(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address leads to, where it does."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address.teredo:
            return address.teredo[1]
        if not (address.is_unspecified or address.is_loopback) and any(address in network for network in _WITH_IPV4):
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
