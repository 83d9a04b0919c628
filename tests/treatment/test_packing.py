"""A row as bytes: the format is a contract with every changelog ever written."""

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from streams.terms.days import Day
from streams.terms.packing import RowCorrupt
from streams.treatment import packing
from streams.treatment.evidence import Evidence
from streams.treatment.matters import Matters
from streams.treatment.merges import KnownMerge
from streams.treatment.reporting import Bureau, Code, Report
from streams.treatment.rows import CustomerRow, HeldClock, Stop
from streams.treatment.spending import Ledger
from tests.treatment.closing import late_and_told
from tests.treatment.details import (
    agency_call,
    consent,
    made,
    placed,
    point,
    quiet,
    quiet_gone,
    returned,
    zone,
    zone_gone,
)
from tests.treatment.world import DUE_ON, PAID, Customer, late, lift, outcome, refused, stop

# Written by the first version that packed rows; a change that cannot read it loses customers.
FIRST = bytes.fromhex(
    "0199a26331069296a2613101cd03e8c29198a3434e59cd1388cd03e8a86d312e736d616c6ca27331c0c0"
    "009194a27331a3434e59949ea5736d735f31a56361726473a3534d53d92436356234626531612d336132"
    "662d353135332d396161302d653538616330636566646235c2c0a7534b4950504544cd03e9cd03ecab77"
    "696e646f775f6f766572c0c0c0c09ea770686f6e655f31a56361726473a550484f4e45d9246333666235"
    "3861632d363437302d353665392d393437382d386436633835376233353334c2c0a7534b4950504544cd"
    "03f0cd03f7ab77696e646f775f6f766572c0c0c0c09ea86c65747465725f31a56361726473a64c455454"
    "4552d92461656465333531372d616331612d353739372d383237312d646266623630333235653235c2c0"
    "a7534b4950504544cd0407cd0415ab77696e646f775f6f766572c0c0c0c09ea776697369745f31a56361"
    "726473a55649534954d92461363434666365342d346263622d353930352d393731352d39353032303033"
    "3439396139c201a943414e43454c4c4544cd0425cd0433ad73746f705f6174746f726e6579c0cf000053"
    "6a93203400a84e4f545f484f4d45cd0425c096a2613201cd03e8c29198a3434e5900c0a763757272656e"
    "74c0c0c000909293a3737431a84154544f524e4559c293a3737432c0c391a5782f302f3190c2cd042501"
)
# Written since a row keeps holds, roles, withdrawals and the clocks that are held.
SECOND = bytes.fromhex(
    "019ba2633100929aa2613101cd03e8c29199a3434e59cd1388cd03e8a86d312e736d616c6ca27331c0c000"
    "009091a57061757365a9434f5f484f4c444552cd03e8c29aa2613202cd03e9c2909090a75052494d415259"
    "00c39295a3737431a84445434541534544c2cd03e9c095a3737432aa42414e4b525550544359c3cd03e8cd"
    "03e99090c200009194a3737431a26131d92432396631326165652d346231302d353536322d623464642d61"
    "3030363365623839353434a8444543454153454407"
)

# Written since a row keeps what is known of the customer and what contact there was.
THIRD = bytes.fromhex(
    "019ea2633103919aa2613101cd03e8c2919aa3434e59cd1388cd03e8a86d312e736d616c6ca27331c0c000c0"
    "909194a27331a3434e5992dc0010a5736d735f31a56361726473a3534d53d92436356234626531612d336132"
    "662d353135332d396161302d653538616330636566646235c2c0a7534b4950504544cd03e9cd03ecab77696e"
    "646f775f6f766572c0c0c0c001c0dc0010a770686f6e655f31a56361726473a550484f4e45d9246333666235"
    "3861632d363437302d353665392d393437382d386436633835376233353334c2c0aa415554484f5249534544"
    "cd03f0cd03f7c0c0cf00004f4065895400a752454655534544cd03f001cd03f0c090a75052494d415259cd03"
    "e8c29196a3737431a956495349545f42414ec2cd03e8c0cd04429090c2cd03f0019000949193a3534d53c293"
    "cd03e800ab652d636f6e73656e742d309294a27a31ab417369612f5572756d7169c293cd03e800a6652d7a6f"
    "6e6594a27a32c0c293cd03e900ab652d7a6f6e652d676f6e659296a27431cd0528cd01a4920506c293cd03e8"
    "00a7652d717569657496a27432000090c393cd03e900ac652d71756965742d676f6e659299a27031a550484f"
    "4e45a8435553544f4d4552c3c3aa417369612f546f6b796f93cd03e800a6652d70312d30c2c099a27032a550"
    "484f4e45ae434f4e544143545f504552534f4ec3c2a093cd03e800a6652d70322d30c3c093929ad924633366"
    "62353861632d363437302d353665392d393437382d386436633835376233353334a26131a550484f4e45cd03"
    "f0cf00004f36569da400a27032c3c3a752454655534544a09aa663616c6c2d31a26131a550484f4e45cd03f0"
    "cf00004f372d314800a0c3c2ab57524f4e475f5041525459a36167319193a36167310293cd03e800aa652d70"
    "6c616365642d309194a3616731cd03f00193cd03f000a8652d6261636b2d3896909090c0c000"
)


FOURTH = bytes.fromhex(
    "01dc0011a2633103919ca2613101cd03e8c291dc0010a3434e59cd1388cd03e8a86d312e736d616c6ca27331"
    "c0c000c09000c0c2a0a0909194a27331a3434e5992dc0013a5736d735f31a56361726473a3534d53d9243635"
    "6234626531612d336132662d353135332d396161302d653538616330636566646235c2c0a7534b4950504544"
    "cd03e9cd03ecab77696e646f775f6f766572c0c0c0c001c0a0c2aa434f4c4c454354494f4edc0013a770686f"
    "6e655f31a56361726473a550484f4e45d92463336662353861632d363437302d353665392d393437382d3864"
    "36633835376233353334c2c0aa415554484f5249534544cd03f0cd03f7c0c0cf00004f4065895400a7524546"
    "55534544cd03f001cd03f0a0c2aa434f4c4c454354494f4ec090a75052494d415259cd03e8c2959199a27331"
    "a3434e59cd03e8cd1388cd03e8c0a0000001a00000a46f70656e9196a3737431a956495349545f42414ec2cd"
    "03e8c0cd04429090c2cd03f0019000949193a3534d53c293cd03e800ab652d636f6e73656e742d309294a27a"
    "31ab417369612f5572756d7169c293cd03e800a6652d7a6f6e6594a27a32c0c293cd03e900ab652d7a6f6e65"
    "2d676f6e659296a27431cd0528cd01a4920506c293cd03e800a7652d717569657496a27432000090c393cd03"
    "e900ac652d71756965742d676f6e65929aa27031a550484f4e45a8435553544f4d4552c3c3aa417369612f54"
    "6f6b796f93cd03e800a6652d70312d30c2c0c29aa27032a550484f4e45ae434f4e544143545f504552534f4e"
    "c3c2a093cd03e800a6652d70322d30c3c0c393929ad92463336662353861632d363437302d353665392d3934"
    "37382d386436633835376233353334a26131a550484f4e45cd03f0cf00004f36569da400a27032c3c3a75245"
    "4655534544a09aa663616c6c2d31a26131a550484f4e45cd03f0cf00004f372d314800a0c3c2ab57524f4e47"
    "5f5041525459a36167319193a36167310293cd03e800aa652d706c616365642d309194a3616731cd03f00193"
    "cd03f000a8652d6261636b2d3896909090c0c00094919ea26131a3434e59cd040693a131a131c3cd0407a273"
    "31cd03e8cd1388cd232893a131a131c302cd0405c3a46f70656e07c3909196a26131a27331a26531cd03f2a2"
    "6532cd0411919aa26d31a26332a85355525649564f52cd041002cd0411c3cd041203a166"
)

# Written since a row keeps cycle closes, and which reports of the bureau it has forgotten.
FIFTH = bytes.fromhex(
    "01dc0011a2633106919ca2613102cd03e9c291dc0010a3434e59cd1388cd03e8a763757272656e74a27331c0"
    "c000c090ce00015f90cd03e8c2a14ea14e91cd03d29194a27331a3434e5993dc0013a5736d735f31a5636172"
    "6473a3534d53d92436356234626531612d336132662d353135332d396161302d653538616330636566646235"
    "c2c0aa415554484f5249534544cd03e9cd03ecc0c0cf00004eb394a5b400c0c001cd03e9a0c2aa434f4c4c45"
    "4354494f4edc0013a66e6f74696365a56361726473a3534d53d92439633863353263612d393562302d356563"
    "302d623430342d616263306266386431306363c2c0aa415554484f5249534544cd03eacd03edc0c0cf00004e"
    "c7b27d1400a944454c495645524544cd03ea01cd03eaa0c2ad4255524541555f4e4f54494345dc0013a77068"
    "6f6e655f31a56361726473a550484f4e45d92463336662353861632d363437302d353665392d393437382d38"
    "6436633835376233353334c2c0aa415554484f5249534544cd03f0cd03f7c0c0cf00004f548360b400c0c001"
    "cd03f1a0c2aa434f4c4c454354494f4ec090a75052494d415259cd03d2c2959199a27331a3434e59cd03e8cd"
    "1388cd03e8c0a0000001a00000a46f70656e909090c2cd03f1019000949090909093939ad924363562346265"
    "31612d336132662d353135332d396161302d653538616330636566646235a26131a3534d53cd03e9cf00004e"
    "a985ba0400a0c3c2a0a09ad92439633863353263612d393562302d356563302d623430342d61626330626638"
    "6431306363a26131a3534d53cd03eacf00004ebda3916400a0c2c2a944454c495645524544a09ad924633366"
    "62353861632d363437302d353665392d393437382d386436633835376233353334a26131a550484f4e45cd03"
    "f1cf00004f4a74750400a0c3c2a0a0909096909090c0c00094919ea26131a3434e59cd03d293a14ea14ec2cd"
    "03d2a0c000ce00015f9093a14ea14ec200c0c2a46f70656e01c29193a26131a3434e59cd03849196a26131a2"
    "7331a26531cd03f2a26532cd0411929aa26d31a26332a84142534f52424544cd041000c0c2cd041203a1669a"
    "a26d32a26333a85355525649564f52cd041102cd0412c2c000a0"
)
SIXTH = bytes.fromhex(
    "01dc0012a2633106919ca2613102cd03e9c291dc0010a3434e59cd1388cd03e8a763757272656e74a27331c0"
    "c000c090ce00015f90cd03e8c2a14ea14e91cd03d29194a27331a3434e5993dc0015a5736d735f31a5636172"
    "6473a3534d53d92436356234626531612d336132662d353135332d396161302d653538616330636566646235"
    "c2c0aa415554484f5249534544cd03e9cd03ecc0c0cf00004eb394a5b400c0c001cd03e9a0c2aa434f4c4c45"
    "4354494f4e01a6746578745f31dc0015a66e6f74696365a56361726473a3534d53d92439633863353263612d"
    "393562302d356563302d623430342d616263306266386431306363c2c0aa415554484f5249534544cd03eacd"
    "03edc0c0cf00004ec7b27d1400a944454c495645524544cd03ea01cd03eaa0c2ad4255524541555f4e4f5449"
    "434500a0dc0015a770686f6e655f31a56361726473a550484f4e45d92463336662353861632d363437302d35"
    "3665392d393437382d386436633835376233353334c2c0aa415554484f5249534544cd03f0cd03f7c0c0cf00"
    "004f548360b400c0c001cd03f1a0c2aa434f4c4c454354494f4e00a0c090a75052494d415259cd03d2c29591"
    "99a27331a3434e59cd03e8cd1388cd03e8c0a0000001a00000a46f70656e9198a3737431af42524541544849"
    "4e475f5350414345c2cd03b6c0cd03de9292cd0384c092cd03b6cd03de91cd03989090c2cd03f1019195a373"
    "7431a26131a3656631af425245415448494e475f5350414345cd03b600949090909093939ad9243635623462"
    "6531612d336132662d353135332d396161302d653538616330636566646235a26131a3534d53cd03e9cf0000"
    "4ea985ba0400a0c3c2a0a09ad92439633863353263612d393562302d356563302d623430342d616263306266"
    "386431306363a26131a3534d53cd03eacf00004ebda3916400a0c2c2a944454c495645524544a09ad9246333"
    "6662353861632d363437302d353665392d393437382d386436633835376233353334a26131a550484f4e45cd"
    "03f1cf00004f4a74750400a0c3c2a0a0909096909090c0c00094919ea26131a3434e59cd03d293a14ea14ec2"
    "cd03d2a0c000ce00015f9093a14ea14ec200c0c2a46f70656e01c29193a26131a3434e59cd03849196a26131"
    "a27331a26531cd03f2a26532cd0411929aa26d31a26332a84142534f52424544cd041000c0c2cd041203a166"
    "9aa26d32a26333a85355525649564f52cd041102cd0412c2c000a002"
)


def customer() -> Customer:
    known = Customer()
    known.stands(late())
    known.tick(61)
    known.tell(stop())
    known.tell(outcome("NOT_HOME", 61))
    known.stands(PAID, account="a2")
    known.tell(lift("st2"))
    known.tell(refused())
    return known


def newer() -> Customer:
    """Return a customer with holds, roles, a withdrawn account and clocks that are held."""
    known = Customer()
    counted = replace(late(), contractual_due_on=DUE_ON, delinquent_days=0)
    known.stands(counted, holds=("pause",), role="CO_HOLDER")
    known.tick(1)
    known.stands(PAID, account="a2", day=1)
    known.tell(stop("DECEASED", day=1))
    known.tell(stop("BANKRUPTCY", "st2"))
    known.tell(lift("st2", day=1))
    known.tell(known.withdrawal("a2", day=1))
    return known


def known() -> Customer:
    """Return a customer of whom every detail is known, called by us and by an agency."""
    customer = Customer()
    for fact in (
        consent("SMS", granted=False),
        zone(),
        zone_gone("z2"),
        quiet(22, 7, weekdays=("SAT", "SUN")),
        quiet_gone(name="t2"),
        point("p1", verified=True, zone="Asia/Tokyo"),
        point("p2", holder="CONTACT_PERSON"),
        placed(2),
        returned(1, 8),
        replace(stop("VISIT_BAN"), until_on=Day(DUE_ON + 90)),
    ):
        customer.tell(fact)
    customer.stands(late())
    customer.tick(8)
    customer.tell(made("REFUSED", at="p2"))
    customer.tell(agency_call(1, "WRONG_PARTY"))
    return customer


def whole() -> CustomerRow:
    """Return the same with what is reported, proven and merged."""
    told = Code("1", "1", disputed=True)
    report = Report(
        "a1",
        "CNY",
        Day(1030),
        told,
        Day(1031),
        "s1",
        Day(1000),
        5_000,
        9_000,
        told,
        2,
        Day(1029),
        True,
    )
    return replace(
        known().row,
        bureau=Bureau((report,), 7, is_stale=True),
        evidence=(Evidence("a1", "s1", "e1", Day(1010), "e2", Day(1041)),),
        merges=(
            KnownMerge("m1", "c2", "SURVIVOR", Day(1040), 2, Day(1041), True, Day(1042), 3, "f"),
        ),
    )


def reported() -> CustomerRow:
    """Return a row with cycle closes, told of a report to come, absorbed and a survivor itself."""
    told = late_and_told()
    told.tick(9)
    return replace(
        told.row,
        bureau=replace(told.row.bureau, forgotten=(("a1", "CNY", Day(900)),)),
        evidence=(Evidence("a1", "s1", "e1", Day(1010), "e2", Day(1041)),),
        merges=(
            KnownMerge("m1", "c2", "ABSORBED", Day(1040), said_on=Day(1042), said=3, sent="f"),
            KnownMerge("m2", "c3", "SURVIVOR", Day(1041), 2, Day(1042)),
        ),
    )


def remembering() -> CustomerRow:
    """Return a row that has forgotten journals, with a rung of before and a stop placed again."""
    row = reported()
    (account,) = row.accounts
    (journal,) = account.journals
    rung = replace(journal.rungs[0], was="text_1", forgotten=1)
    journal = replace(journal, rungs=(rung, *journal.rungs[1:]))
    placings = ((Day(900), None), (Day(950), Day(990)))
    return replace(
        row,
        accounts=(replace(account, journals=(journal,)),),
        stops=(
            Stop("st1", "BREATHING_SPACE", False, Day(950), None, Day(990), placings, (Day(920),)),
        ),
        clocks=(HeldClock("st1", "a1", "ef1", "BREATHING_SPACE", Day(950)),),
        forgotten=2,
    )


def as_first_written(row: CustomerRow) -> CustomerRow:
    """Return a row without what the first version did not keep."""
    accounts = tuple(
        replace(
            account,
            liable_on=Day(0),
            journals=tuple(
                replace(j, rungs=tuple(replace(r, acted_on=None) for r in j.rungs))
                for j in account.journals
            ),
        )
        for account in row.accounts
    )
    stops = tuple(replace(s, placed_on=None, lifted_on=None) for s in row.stops)
    # Nor was a refused record an alert then.
    old = replace(row, accounts=accounts, stops=stops, ledger=Ledger(), matters=Matters())
    return before_the_past(old)


def before_the_past(row: CustomerRow) -> CustomerRow:
    """Return a row without what standings said of the past, and what its rungs were for."""
    accounts = tuple(
        replace(
            account,
            past=None,
            journals=tuple(
                replace(j, rungs=tuple(replace(r, purpose="") for r in j.rungs))
                for j in account.journals
            ),
        )
        for account in row.accounts
    )
    return unsure(replace(row, accounts=accounts))


def unsure(row: CustomerRow) -> CustomerRow:
    """Return a row of which nobody knows whether it has forgotten journals."""
    return replace(row, forgotten=1)


def test_a_row_comes_back_as_it_was() -> None:
    row = customer().row
    assert packing.unpack(packing.pack(row)) == row


def test_rows_written_by_the_first_version_are_still_read() -> None:
    assert packing.unpack(FIRST) == as_first_written(customer().row)


def test_rows_written_before_contacts_were_counted_are_still_read() -> None:
    row = before_the_past(replace(newer().row, ledger=Ledger()))
    clocks = tuple(replace(clock, from_on=None) for clock in row.clocks)
    assert packing.unpack(SECOND) == replace(row, clocks=clocks)


def test_rows_written_before_the_past_was_kept_are_still_read() -> None:
    row = before_the_past(known().row)
    # Nor was it kept then who refused at a number.
    points = tuple(replace(p, refused=False) for p in row.profile.points)
    assert packing.unpack(THIRD) == replace(row, profile=replace(row.profile, points=points))
    assert packing.unpack(packing.pack(known().row)) == known().row


def test_rows_written_since_merges_are_read() -> None:
    assert packing.unpack(FOURTH) == unsure(whole())
    assert packing.unpack(packing.pack(whole())) == whole()


def test_rows_written_since_closes_are_kept_are_read() -> None:
    assert packing.unpack(FIFTH) == unsure(reported())
    assert packing.unpack(FIFTH).bureau.reports
    assert packing.unpack(packing.pack(reported())) == reported()


def test_rows_written_since_what_is_forgotten_is_counted_are_read() -> None:
    assert packing.unpack(SIXTH) == remembering()
    assert packing.unpack(packing.pack(remembering())) == remembering()


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(RowCorrupt, match="unknown format b'\\\\x02'"):
        packing.unpack(b"\x02" + FIRST[1:])
    with pytest.raises(RowCorrupt, match="unknown format b''"):
        packing.unpack(b"")


@pytest.mark.parametrize("broken", [FIRST[:-1], FIRST[:1], b"\x01" + msgpack.encode(["c1", "x"])])
def test_broken_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(RowCorrupt, match="cannot be read"):
        packing.unpack(broken)


def test_a_customer_of_whom_little_is_known_is_small() -> None:
    assert len(packing.pack(CustomerRow(customer_id="c1"))) < 48
    little = Customer()
    little.stands(PAID)
    assert len(packing.pack(little.row)) < 112
