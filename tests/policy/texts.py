"""A few sound texts beside the sound document, for tests that spoil one of them."""

from tests.policy.bank import GOOD

_HEAD = """
source = "product choice"
clause = "-"
force = "product"
confidence = "product"
from = 2015-01-01
status = "in_force"
"""


def text(channel: str, words: str, purpose: str = "COLLECTION", more: str = "") -> str:
    """Return one text as TOML, with a subject where its channel has one."""
    subject = 'subject = "About your card"\n' if channel in {"LETTER", "EMAIL"} else ""
    return (
        f'[[words.texts]]\nchannel = "{channel}"\npurpose = "{purpose}"\n{subject}{more}'
        f"text = '''{words}'''\n"
    )


def entry(*texts: str, entry_id: str = "bank.words", language: str = "en") -> str:
    """Return an entry with these texts as TOML."""
    head = f'\n[[words]]\nid = "{entry_id}"{_HEAD}language = "{language}"\n'
    return head + "".join(texts)


REMIND = text("SMS", "{{ issuer_name }}: due on {{ due_on }}", "REMINDER")
CALL = text("PHONE", "Hello from {{ issuer_name }}.")
LETTER = text("LETTER", "Dear {{ cardholder_name }}, pay by {{ pay_by_on }}.")
VISIT = text("VISIT", "I am {{ collector_name }}.")
ALL = (REMIND, CALL, LETTER, VISIT)
SPOKEN = GOOD + entry(*ALL)
"""The sound document with a text for every rung of its ladder, in English."""

DEMAND = f"""
[[letter_fields]]
id = "law.letter"{_HEAD}purposes = ["COLLECTION"]
fields = ["cardholder_name", "pay_by_on"]
where_given = ["other_items"]
"""
FORBID = f'\n[[forbidden_words]]\nid = "bank.forbid"{_HEAD}phrases = ["dear debtor", "欠债人"]\n'
