import pytest

from amends.rules.devices import device

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (CHROME, "Chrome · Windows"),
        (f"{CHROME} Edg/140.0.0.0", "Edge · Windows"),
        (IPHONE, "Safari · iPhone"),
        (f"{IPHONE} MicroMessenger/8.0.50", "WeChat · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_in_two_words(told, said):
    assert device(told) == said
