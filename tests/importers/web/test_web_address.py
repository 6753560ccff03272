"""How addresses are read, and which numbers are on the public internet."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.web.address import FetchProblem, is_public, read_address
from tests.scoring.random_tables import fuzz

INNER_V4 = [
    "0.0.0.0",
    "10.20.30.40",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.9.8.7",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.7",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.251",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
]
PUBLIC_V4 = ["8.8.4.4", "51.140.1.2", "172.32.0.1", "100.128.0.1", "191.255.255.255", "223.255.255.254"]

FORMS_WITH_IPV4 = {
    "mapped": lambda v4: (0xFFFF << 32) | v4,
    "compatible": lambda v4: v4,
    "translated": lambda v4: (0xFFFF << 48) | v4,
    "6to4": lambda v4: (0x2002 << 112) | (v4 << 80) | 1,
    "teredo server": lambda v4: (0x20010000 << 96) | (v4 << 64),
    "teredo client": lambda v4: (0x20010000 << 96) | (v4 ^ 0xFFFFFFFF),
    "nat64": lambda v4: (0x64FF9B << 96) | v4,
    "nat64 of a private network": lambda v4: (0x64FF9B0001 << 80) | v4,
    "isatap": lambda v4: (0x2A00_1450_4009_0815 << 64) | (0x5EFE << 32) | v4,
    "isatap of a public number": lambda v4: (0x2A00_1450_4009_0815 << 64) | (0x0200_5EFE << 32) | v4,
}


@pytest.mark.parametrize("number", INNER_V4)
def test_inner_and_reserved_numbers_are_not_public(number):
    assert not is_public(number)


@pytest.mark.parametrize("form", FORMS_WITH_IPV4)
@pytest.mark.parametrize("number", INNER_V4)
def test_no_form_of_ipv6_makes_an_inner_number_public(form, number):
    assert not is_public(str(IPv6Address(FORMS_WITH_IPV4[form](int(IPv4Address(number))))))


@fuzz
@given(st.sampled_from(sorted(FORMS_WITH_IPV4)), st.ip_addresses(v=4))
def test_a_number_in_a_form_of_ipv6_is_never_more_public_than_by_itself(form, number):
    written = IPv6Address(FORMS_WITH_IPV4[form](int(number)))
    assert is_public(str(number)) or not is_public(str(written))


@pytest.mark.parametrize(
    "number",
    [
        "::",
        "::1",
        "100::1",
        "2001:2::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2a00:1450:4009:815::200e%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_other_numbers_of_ipv6_that_are_not_public(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", [*PUBLIC_V4, "2a00:1450:4009:815::200e", "64:ff9b::8.8.4.4"])
def test_public_numbers_are_public(number):
    assert is_public(number)


@pytest.mark.parametrize(
    ("text", "host", "target"),
    [
        ("https://Files.Example.ORG/a b.csv", "files.example.org", "/a%20b.csv"),
        ("https://straße.example/", "xn--strae-oqa.example", "/"),
        ("https://MÜNCHEN.example/?q=ü#x", "xn--mnchen-3ya.example", "/?q=%C3%BC"),
        ("http://%31%32%37.0.0.1/", "127.0.0.1", "/"),
        ("http://[::FFFF:127.0.0.1]/", "::ffff:127.0.0.1", "/"),
        ("http://good.example\\@127.0.0.1/", "good.example", "/%5C@127.0.0.1/"),
        ("http://good.example/\r\nX-Other: y", "good.example", "/%0D%0AX-Other:%20y"),
    ],
)
def test_an_address_is_read_in_one_spelling(text, host, target):
    address = read_address(text)
    assert (address.host, address.target) == (host, target)
    assert read_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://ⓛocalhost/",
        "http://[fe80::1%25eth0]/",
        "http://user@files.example/",
        "http://user:word@files.example/",
        "http://:word@files.example/",
        "http://files.example:0/",
        "http://files..example/",
        "http://" + "a" * 64 + ".example/",
        "gopher://files.example/",
    ],
)
def test_addresses_that_programs_read_differently_are_refused(text):
    with pytest.raises(FetchProblem, match="not the address of a file"):
        read_address(text)


@fuzz
@given(st.text() | st.text(alphabet="htps:/.[]@\\%0127af:？。\u00df\r\n").map("http://".__add__))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    try:
        address = read_address(text)
    except FetchProblem:
        return
    assert address.host.isascii()
    assert not set(address.host + address.target) & set(" \r\n\t")
