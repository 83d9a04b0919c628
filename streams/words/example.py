"""Made-up fields, so that a person can read a text as a customer would; nobody is meant by them."""

from datetime import date
from typing import Any

from msgspec import structs

from streams.policy.word_fields import Amount, Fields
from streams.policy.word_shapes import Language

_BOTH = Fields(
    card_no_masked=("6225 88** **** 1234",),
    past_due=(Amount(123_456, "CNY"),),
    minimum_due=(Amount(123_456, "CNY"),),
    outstanding_balance=(Amount(860_012, "CNY"),),
    principal_due=(Amount(800_000, "CNY"),),
    interest_due=(Amount(52_340, "CNY"),),
    fees_due=(Amount(0, "CNY"),),
    penalty_due=(Amount(7_672, "CNY"),),
    promised=(Amount(60_000, "CNY"),),
    days_past_due=34,
    due_on=date(2026, 3, 5),
    balance_on=date(2026, 4, 8),
    pay_by_on=date(2026, 4, 22),
    promised_on=date(2026, 4, 3),
    reported_from=date(2026, 4, 30),
    letter_on=date(2026, 4, 8),
    visit_on=date(2026, 4, 14),
    visit_hours="10:00-10:30",
    letter_no="L-000017",
    issuer_phone="400-000-0000",
    collector_no="C-2048",
)
_ZH = structs.replace(
    _BOTH,
    cardholder_name="示例客户",
    reason_for_collection="信用卡账单到期未足额还款",
    legal_basis=("《商业银行信用卡业务监督管理办法》第六十九条", "《信用卡领用合约》第七条"),
    cardholder_rights=("了解欠款明细", "对欠款提出异议", "申请个性化分期还款"),
    cardholder_duties=("按约定还款", "联系方式变更时及时告知我行"),
    how_to_query="手机银行或客服热线",
    how_to_repay="手机银行、网上银行或任一网点",
    official_channels=("手机银行", "网上银行", "各营业网点"),
    how_to_object="致电客服热线或到任一网点",
    how_to_send_evidence="寄至本函地址或在手机银行上传",
    dispute_contact="客户异议专线 400-000-0001",
    how_to_complain="客户投诉专线 400-000-0002",
    how_to_opt_out="回复T退订",
    hardship_contact="还款协商专线 400-000-0003",
    issuer_name="示例银行",
    issuer_address="示例市示例路1号",
    business_seal="业务专用章 S-01",
    collector_name="示例员工",
)
_EN = structs.replace(
    _BOTH,
    cardholder_name="A. Sample",
    reason_for_collection="the minimum payment of the statement was not paid in full",
    legal_basis=(
        (
            "Measures for the Supervision and Administration of the Credit Card Business of"
            " Commercial Banks (商业银行信用卡业务监督管理办法), article 69"
        ),
        "Credit Card Agreement, clause 7",
    ),
    cardholder_rights=("to see what the sum is made of", "to object", "to ask for instalments"),
    cardholder_duties=("to pay as agreed", "to tell us of a new address or number"),
    how_to_query="in the app, or by telephone",
    how_to_repay="in the app, in online banking, or in any branch",
    official_channels=("the app", "online banking", "our branches"),
    how_to_object="by telephone, or in any branch",
    how_to_send_evidence="to the address of this letter, or in the app",
    dispute_contact="disputes, 400-000-0001",
    how_to_complain="complaints, 400-000-0002",
    how_to_opt_out="Reply STOP to end such messages.",
    hardship_contact="payment plans, 400-000-0003",
    issuer_name="Sample Bank",
    issuer_address="1 Sample Road",
    business_seal="business seal S-01",
    collector_name="B. Sample",
)


def example(language: Language, currency: str = "CNY") -> Fields:
    """Return fields for a made-up case; what is there only at times (an agency) is left out.

    The amounts are in `currency`; only a case in yuan has a card and numbers of a Chinese bank.
    """
    fields = _ZH if language == "zh" else _EN
    if currency == "CNY":
        return fields
    told = {name: _elsewhere(value, currency) for name, value in structs.asdict(fields).items()}
    return Fields(**{**told, "card_no_masked": ("4000 00** **** 1234",)})


def _elsewhere(value: object, currency: str) -> Any:
    match value:
        case tuple():
            return tuple(_elsewhere(one, currency) for one in value)
        case Amount(minor):
            return Amount(minor, currency)
        case str():
            return value.replace("400-000-", "0800 000 ")
    return value
