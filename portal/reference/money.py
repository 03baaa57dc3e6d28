"""Money: an exact amount and its currency, never one without the other."""

from dataclasses import dataclass
from decimal import Decimal

from portal.reference.currencies import currency_name, minor_units, quantize
from portal.reference.text import pick


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`amount` is Decimal at the currency's minor unit, `currency` an ISO 4217 code."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> "Money":
        """Build money, rounded half up to the currency's minor unit."""
        return cls(quantize(Decimal(amount), currency), currency)

    def __add__(self, other: "Money") -> "Money":
        """Add money of the same currency; raises ValueError for another one."""
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __str__(self) -> str:
        """Return "USD 1,234.50", the form of tables in both languages."""
        return f"{self.currency} {self.amount:,.{minor_units(self.currency)}f}"

    def words(self, language: str | None = None) -> str:
        """Return "1,234.50 美元（USD）" / "1,234.50 US Dollar (USD)", the form of prose and letters."""
        figure = f"{self.amount:,.{minor_units(self.currency)}f} {currency_name(self.currency, language)}"
        return pick(f"{figure}（{self.currency}）", f"{figure} ({self.currency})", language)
