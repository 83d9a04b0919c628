"""What came of contacts, by how the customer was known to pay when they were authorised."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tests.audit.customer import Contact

NONE = "(no trait)"
UNTOLD = "(nothing told)"


def by_trait(contacts: Iterable[Contact]) -> dict[str, Counter[str]]:
    """Return the results by trait; one contact counts under every trait that it carries."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for contact in contacts:
        for trait in contact.said.get("traits") or (NONE,):
            found[trait][contact.result or UNTOLD] += 1
    return found


def told(found: dict[str, Counter[str]]) -> Iterator[str]:
    """Yield a line for each trait: how many contacts, and what came of them."""
    for trait, results in sorted(found.items(), key=lambda one: (-one[1].total(), one[0])):
        shown = ", ".join(f"{name} {count:,}" for name, count in results.most_common())
        yield f"{results.total():>9,}  {trait}: {shown}"
