"""Downloads from a server on this computer, which is good, slow, failing, endless or not there."""

import gzip
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.web.connections import FetchLimits, Network
from importers.web.fetch import FetchProblem, fetch, safe_name
from importers.web.publishers import PUBLISHERS
from tests.scoring.random_tables import fuzz

TABLE = b"Area Code,Value\nE38000045,82.7\n"
INSIDE = Network(inner_networks=True)
QUICK = FetchLimits(most_bytes=100_000, seconds=3, quiet_seconds=0.4, first_wait_seconds=0.01)


class Answers(BaseHTTPRequestHandler):
    """One way to answer for each path; counts what it was asked and what it sent."""

    asked: Counter
    sent: Counter

    def do_GET(self):
        path = self.path.strip("/").partition("/")[0]
        self.asked[path] += 1
        getattr(self, f"answer_{path}")()

    def reply(self, body=b"", status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        try:
            self.wfile.write(body)
            self.sent[self.path] += len(body)
        except OSError:
            pass  # The other side hung up, as it should on too large a file.

    def answer_good(self):
        self.reply(TABLE, Content_Length=len(TABLE), ETag='"1"')

    def answer_dated(self):
        self.reply(TABLE, Content_Length=len(TABLE), Last_Modified="Thu, 14 Apr 2016 08:30:00 GMT")

    def answer_revised(self):
        body = TABLE + b"x" * self.asked["revised"]
        self.reply(body, ETag=f'"{self.asked["revised"]}"')

    def answer_plain(self):
        self.reply(TABLE + b"x" * self.asked["plain"])

    def answer_named(self):
        self.reply(TABLE, Content_Disposition='attachment; filename="../../etc/Waits March 2016.csv"')

    def answer_typed(self):
        self.reply(TABLE, Content_Type="text/csv; charset=utf-8")

    def answer_zipped(self):
        self.reply(gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip")

    def answer_large(self):
        self.reply(b"x" * 200_000, Content_Length=200_000)

    def answer_endless(self):
        for _ in range(3000):
            try:
                self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" if not self.sent["endless"] else b"x" * 10_000)
            except OSError:
                return
            self.sent["endless"] += 10_000

    def answer_short(self):
        self.reply(TABLE, Content_Length=len(TABLE) + 1)

    def answer_silent(self):
        time.sleep(1)

    def answer_trickle(self):
        self.reply(b"Area", Content_Length=10_000)
        for _ in range(60):
            try:
                self.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.1)

    def answer_missing(self):
        self.reply(status=404)

    def answer_forbidden(self):
        self.reply(status=403)

    def answer_failing(self):
        self.reply(status=500)

    def answer_recovering(self):
        self.reply(*((b"", 500) if self.asked["recovering"] < 3 else (TABLE, 200)))

    def answer_falling(self):
        self.reply(*((TABLE, 200) if self.asked["falling"] < 2 else (b"", 503)))

    def answer_moved(self):
        self.reply(status=302, Location="/good/waits.csv")

    def answer_loop(self):
        self.reply(status=302, Location="/loop/again")

    def answer_elsewhere(self):
        self.reply(status=302, Location="file:///etc/passwd")

    def answer_sent(self):
        """Redirect to what follows in the path, its letters written as numbers."""
        self.reply(status=302, Location=bytes.fromhex(self.path.split("/")[2]).decode("latin-1"))

    def answer_packed(self):
        """Send the table in the packings that the path names, packed once for each gzip."""
        packings = self.path.split("/")[2].split("+")
        body = TABLE
        for packing in packings:
            body = gzip.compress(body) if packing == "gzip" else body
        self.reply(body, Content_Encoding=", ".join(packings))

    def answer_members(self):
        self.reply(gzip.compress(b"") * 50_000, Content_Encoding="gzip")

    def answer_digits(self):
        self.reply(TABLE, Content_Length="9" * 5000)

    def answer_page(self):
        self.reply(b"\n<!DOCTYPE html><title>Statistics</title>")

    def answer_empty(self):
        self.reply(Content_Length=0)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    """Start a server and return its address and its handler; stop it afterwards."""
    handler = type("Handler", (Answers,), {"asked": Counter(), "sent": Counter()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def get(site, tmp_path):
    """Fetch a path of the server."""
    return lambda path, **options: fetch(
        f"{site[0]}/{path}", tmp_path / "cache", **{"limits": QUICK, "network": INSIDE} | options
    )


@pytest.fixture
def refusal(get):
    def refusal_of(path, **options):
        with pytest.raises(FetchProblem) as caught:
            get(path, **options)
        return str(caught.value)

    return refusal_of


def test_a_good_file_comes_whole_under_its_own_name(get):
    fetched = get("good/Waits%20March%202016.csv")
    assert (fetched.name, fetched.content, fetched.note) == ("Waits-March-2016.csv", TABLE, "")


def test_a_name_given_by_the_server_counts_but_never_its_folders(get):
    assert get("named").name == "Waits-March-2016.csv"


def test_an_address_without_a_file_name_gets_the_ending_of_its_content(get):
    assert get("typed/figures?layers=0").name == "figures.csv"
    assert get("typed/figures.txt").name == "figures.txt"


@pytest.mark.parametrize("path", ["good", "dated"])
def test_an_unchanged_file_is_read_from_the_copy(get, path, tmp_path):
    get(path)
    copy = next((tmp_path / "cache").iterdir())
    copy.write_bytes(b"the copy")
    assert get(path).content == b"the copy"


@pytest.mark.parametrize("path", ["revised", "plain"])
def test_a_revised_file_and_one_without_a_version_are_downloaded_again(get, path):
    assert get(path).content == TABLE + b"x"
    assert get(path).content == TABLE + b"xx"


def test_two_addresses_never_share_a_copy(get, tmp_path):
    get("good/a.csv")
    get("good/b.csv")
    assert len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.parametrize("path", ["large", "endless", "zipped"])
def test_a_file_over_the_limit_is_refused_whether_or_not_its_length_is_stated(refusal, path, tmp_path):
    assert "larger than 0 MB" in refusal(path)
    assert not [copy for copy in (tmp_path / "cache").iterdir() if copy.is_file()]


def test_an_endless_file_is_left_soon_after_the_limit(refusal, site):
    refusal("endless")
    assert site[1].sent["endless"] < 20_000_000


def test_a_silent_server_and_a_trickling_one_are_given_up(refusal):
    assert "did not answer within 0 seconds" in refusal("silent")
    assert "took longer than 1 seconds" in refusal(
        "trickle", limits=FetchLimits(seconds=1, quiet_seconds=0.5)
    )


def test_a_file_cut_short_is_never_taken_for_whole(refusal, site):
    assert "broke off before the file was complete" in refusal("short")
    assert site[1].asked["short"] == 3


def test_a_missing_file_is_not_asked_for_again(refusal, site):
    assert "no file at that address (404)" in refusal("missing")
    assert "answered 403" in refusal("forbidden")
    assert site[1].asked == {"missing": 1, "forbidden": 1}


def test_a_failing_server_is_asked_again_and_may_recover(get, refusal, site):
    assert get("recovering").content == TABLE
    assert "answered 500" in refusal("failing")
    assert site[1].asked == {"recovering": 3, "failing": 3}


def test_redirects_are_followed_a_few_times_and_only_over_the_web(get, refusal, site):
    assert get("moved").name == "waits.csv"
    assert "redirects without end" in refusal("loop")
    assert site[1].asked["loop"] == QUICK.redirects + 1
    assert "not the address of a file" in refusal("elsewhere")


@pytest.mark.parametrize(
    "target", ["http://[", "//[", "http://[x]/", "http://a]b/", "http://[::1]x/", "http://x:y/"]
)
def test_a_redirect_to_what_is_no_address_is_refused_in_a_sentence(refusal, target):
    said = refusal(f"sent/{target.encode().hex()}")
    assert said.startswith(f"127.0.0.1 redirects to {target!r}, which is not the address of a file.")


@pytest.mark.parametrize("path", ["packed/gzip", "packed/identity", "packed/utf-8"])
def test_a_file_packed_once_or_under_a_word_that_is_no_packing_comes_whole(get, path):
    assert get(path).content == TABLE


@pytest.mark.parametrize(
    "path", ["packed/gzip+gzip", "packed/gzip+gzip+gzip", "packed/identity+gzip", "packed/br"]
)
def test_a_file_packed_within_a_packing_or_in_one_not_asked_for_is_refused(refusal, path):
    assert "compressed in a way that cannot be read here" in refusal(path)


def test_a_million_bytes_that_unpack_to_nothing_are_over_by_the_limits(refusal):
    start = time.monotonic()
    assert "far more data than a file" in refusal("members")
    assert time.monotonic() - start < QUICK.seconds


def test_a_length_of_thousands_of_digits_is_none_that_is_stated(get):
    assert get("digits").content == TABLE


def test_a_web_page_or_nothing_is_no_file(refusal):
    assert "a web page, not of a file" in refusal("page")
    assert "an empty file" in refusal("empty")


def test_off_the_network_a_sentence_says_so(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/waits.xlsx"
    with pytest.raises(FetchProblem, match=r"cannot be reached: there is no network.* can be loaded"):
        fetch(address, tmp_path, QUICK, network=INSIDE)


def test_off_the_network_an_earlier_copy_is_used_and_said_to_be_one(get):
    assert get("falling").note == ""
    again = get("falling")
    assert again.content == TABLE
    assert "answered 503" in again.note
    assert "The copy downloaded on" in again.note


def no_look_up(host, port):
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "waits.xlsx",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "http://",
        "http://[",
        "http://a:b@c/d",
        "//x/y",
        "http://x:99999/a",
        "javascript:alert(1)",
        "http://" + "a" * 300 + "/",
        "http://\udcff/a",
        "http://a b/",
    ],
)
def test_what_is_no_web_address_is_refused_in_a_sentence(address, tmp_path):
    with pytest.raises(FetchProblem, match=r"^[^\n]{20,300}\.$"):
        fetch(address, tmp_path, QUICK, Network(look_up=no_look_up))


def test_the_oldest_copies_make_room(get, tmp_path):
    for name in "abcd":
        get(f"good/{name}.csv", limits=FetchLimits(cache_bytes=2 * len(TABLE)))
        time.sleep(0.02)
    assert sorted(path.name[-5:] for path in (tmp_path / "cache").iterdir()) == ["c.csv", "d.csv"]


def test_a_cache_that_cannot_be_written_is_a_sentence(refusal, tmp_path):
    (tmp_path / "cache").write_text("a file, not a folder")
    assert "cannot be stored" in refusal("good")


@fuzz
@given(st.text() | st.text(alphabet="./\\\0 :%ab"))
def test_a_safe_name_is_one_plain_name_whatever_was_given(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= 80
    assert not set(safe) & set("/\\\0 :%")
    assert not safe.startswith((".", "-"))


def test_every_publisher_gives_a_page_to_copy_an_address_from():
    assert all(publisher.page.startswith("https://") for publisher in PUBLISHERS)
