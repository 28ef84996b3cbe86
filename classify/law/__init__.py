"""The regime as data (TOML beside this file) and its reader. No date, ceiling or article stands in Python."""

from classify.law.regime import LawOfDay, law_on

__all__ = ["LawOfDay", "law_on"]
