"""What axe-core finds wrong with the page a browser shows."""

from playwright.sync_api import Page

from tests.house.tree import ROOT

AXE = ROOT / "tests" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
FOUND = """
async (only) => {
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id} ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")} ${node.html.slice(0, 160)}`));
}
"""


def violations(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """Return a line for each place that breaks a rule of WCAG 2.2 AA, or only one of these ``rules``."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))  # as a debugger does it: no policy of the page forbids that
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found: list[str] = page.evaluate(FOUND, only)
    return found
