"""Which engines are held against each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from classify.catalog.model import Catalog
from classify.reasoning.engine import chain_available
from classify.selftest import ceilings, matters, rows, sql
from classify.selftest.pair import Given, Pair
from classify.term import ExpiryRule

__all__ = ["pairs"]


def pairs(catalogs: Iterable[Catalog], as_of: date, rule: ExpiryRule, seed: int) -> tuple[Pair, ...]:
    """Give every pair of engines, with cases from these catalogs. The same seed gives the same cases."""
    given = Given(tuple(catalogs), as_of, rule, seed)
    of_matters = partial(matters.matters, given)
    return (
        Pair("chain-fixpoint", of_matters, partial(matters.by_chain, given), installed=chain_available()),
        Pair("batch-determine", of_matters, partial(matters.by_matter, given)),
        Pair("batch-single", partial(rows.rows, given), partial(rows.by_row, given)),
        Pair("batch-status", partial(rows.lives, given), partial(rows.by_life, given)),
        Pair("batch-sql", partial(rows.durations, given), partial(rows.by_sql, given), installed=sql.available()),
        Pair("compile-paths", partial(ceilings.graphs, given), partial(ceilings.by_path, given)),
    )
