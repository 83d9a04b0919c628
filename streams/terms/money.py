"""Money is an integer count of minor units beside an ISO-4217 code; a float is never money.

>>> exponent_of("TWD"), exponent_of("JPY"), exponent_of("KWD"), exponent_of("XXQ")
(2, 0, 3, None)
>>> show(-123456, "CNY")
'-1,234.56 CNY'
>>> to_minor("12.3", "CNY")
1230
"""

import re
from decimal import Decimal
from functools import lru_cache

# ISO 4217 (maintained by SIX), funds codes, metals and test codes left out on purpose:
# no card account is billed in them.
_EXPONENTS: dict[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN"
        " BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS"
        " GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR"
        " LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD"
        " PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN"
        " SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW"
        " ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_BY_CODE = {code: digits for digits, codes in _EXPONENTS.items() for code in codes.split()}

# Few enough digits that Decimal never rounds: 15 before the point, 9 behind it, two of exponent.
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?")
_MINOR_MAX = 2**63 - 1


class NotMoney(ValueError):
    """A text that is no exact amount of its currency; the message says why."""


def exponent_of(currency: str) -> int | None:
    """Return how many decimals the currency has, or None where the code is unknown."""
    return _BY_CODE.get(currency)


@lru_cache(maxsize=512)
def _scale(currency: str) -> Decimal:
    digits = _BY_CODE.get(currency)
    if digits is None:
        raise NotMoney(f"{currency!r} is no ISO-4217 currency")
    return Decimal(10) ** digits


def to_minor(text: str, currency: str) -> int:
    """Read a decimal text exactly, `1e+05` included.

    Raises NotMoney where it is no plain decimal number, no whole number of minor units, or more
    than a 64-bit count of them.
    """
    if not _NUMBER.fullmatch(text.strip()):
        raise NotMoney(f"{text[:40]!r} is no decimal number")
    scaled = Decimal(text.strip()) * _scale(currency)
    if scaled != scaled.to_integral_value():
        raise NotMoney(f"{text!r} is not a whole number of minor units of {currency}")
    if abs(scaled) > _MINOR_MAX:
        raise NotMoney(f"{text!r} is more {currency} than can be counted")
    return int(scaled)


def show(minor: int, currency: str) -> str:
    """Write an amount for people, thousands grouped, with its code."""
    digits = exponent_of(currency)
    return f"{minor} minor {currency}" if digits is None else _shown(minor, digits, currency)


def _shown(minor: int, digits: int, currency: str) -> str:
    return f"{Decimal(minor).scaleb(-digits):,.{digits}f} {currency}"
