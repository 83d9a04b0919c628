"""A real browser, started once for each page: what it shows, prints and paints.

Pages are looked at in frames of the widths that matter. The frames are the page as it is; the page
around them, which is a test's own, measures them.
"""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

PHONE, A4, PAPER = 375, 794, 703
"""Widths in CSS pixels: a small telephone, A4 on a screen, and what its margins leave on paper."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SECONDS_MAX = 180
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    # Nothing leaves the machine, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_SEEN = re.compile(r'<pre id="seen">(.*?)</pre>', re.DOTALL)
_PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")
_LOOKING = """
addEventListener("load", () => {
  const look = (frame) => {
    const page = frame.contentDocument, width = page.documentElement.clientWidth;
    const isOutside = (each) => {
      const box = each.getBoundingClientRect();
      return box.width > 0 && (box.right > width + 1 || box.left < -1);
    };
    const all = [...page.body.querySelectorAll("*")];
    return {
      name: frame.name, width, scroll_width: page.documentElement.scrollWidth,
      outside: all.filter(isOutside).map((each) => `${each.tagName} ${each.textContent}`),
      text: page.body.innerText,
      forms: [...page.querySelectorAll("article")].map((each) => each.innerText),
      tags: [...new Set(all.map((each) => each.tagName))],
      asked_for: frame.contentWindow.performance.getEntriesByType("resource").map((e) => e.name),
      ran: frame.dataset.ran || "",
    };
  };
  const seen = [...document.querySelectorAll("iframe")].map(look);
  document.getElementById("seen").textContent = JSON.stringify(seen);
});
"""


class Seen(Struct, frozen=True):
    """What somebody sees of a page in a frame of one width.

    `outside` are the elements that stand out of the frame, `text` is what is visible, `forms` the
    text of each article. `asked_for` are the resources that were loaded; `ran` is what a script
    has written into `frameElement.dataset.ran`.
    """

    name: str
    width: int
    scroll_width: int
    outside: tuple[str, ...]
    text: str
    forms: tuple[str, ...]
    tags: tuple[str, ...]
    asked_for: tuple[str, ...]
    ran: str


class Browser:
    """A browser that works in a folder of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder

    def look(self, pages: dict[str, tuple[str, int]]) -> dict[str, Seen]:
        """Return what is seen of pages, each in a frame of its width, by name."""
        frames = "\n".join(
            f'<iframe name="{name}" width="{width}" height="900" style="border: 0"'
            f' srcdoc="{html.escape(page)}"></iframe>'
            for name, (page, width) in pages.items()
        )
        around = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{frames}
            <pre id="seen"></pre><script>{_LOOKING}</script></body></html>"""
        dumped = self._run(self._file("around.html", around), "--dump-dom")
        found = _SEEN.search(dumped)
        assert found is not None, f"the browser has dumped no page: {dumped[:500]!r}"
        seen: list[Any] = json.loads(html.unescape(found[1]))
        return {each["name"]: msgspec.convert(each, Seen) for each in seen}

    def pages_printed(self, page: str) -> int:
        """Print a page to a PDF, and return how many sheets of paper it takes."""
        to = self._folder / "printed.pdf"
        self._run(self._file("page.html", page), f"--print-to-pdf={to}", "--no-pdf-header-footer")
        return len(_PAGE_OF_PDF.findall(to.read_bytes()))

    def painted(self, page: str, width: int, height: int) -> bytes:
        """Return a picture of a page, as PNG."""
        to = self._folder / "painted.png"
        at = self._file("page.html", page)
        self._run(at, f"--screenshot={to}", f"--window-size={width},{height}")
        return to.read_bytes()

    def _file(self, name: str, text: str) -> Path:
        at = self._folder / name
        at.write_text(text, encoding="utf-8")
        return at

    def _run(self, page: Path, *options: str) -> str:
        profile = f"--user-data-dir={self._folder / 'profile'}"
        ran = subprocess.run(
            [self._program, *_OPTIONS, profile, *options, page.as_uri()],
            check=True,
            capture_output=True,
            timeout=_SECONDS_MAX,
        )
        return ran.stdout.decode(errors="replace")


def program() -> str | None:
    """Return where a browser is that can be used, None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name)) is not None), None)
