"""Families on Spark: rows that draw on one another, however far, come into one partition, each family whole.

What a row's sources come to is exact only where all that it draws on is seen, so rows are brought together before they are
evaluated. Who belongs together is found by joins: every round ties each row to the first row it has met of its family and
nothing else, so that a chain is done in a number of rounds that grows with the logarithm of its length, and circles are no
matter (alternating large and small stars, Kiveris and others, Connected Components in MapReduce and Beyond, 2014).

A row without sources binds nobody together: it holds what is written on it and no more, so every family that names it is
given a copy. Else one old decree would make one family of half an archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from classify.batch.sources.relations import Named

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["MEMBER", "gathered"]

MEMBER: Final = "member"
"""The column that says whether a row is there for itself, or a copy for a family that draws on it."""


def gathered(drawing: DataFrame, others: DataFrame, key: str, sources: str, read: Iterable[str]) -> DataFrame:
    """Give the rows that name sources with all that they draw on, every family whole in one partition.

    `others` are the rows that name none. `key` is the column of ids, of the type in which ids and sources are compared; of a
    copy only the columns `read` are there.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 -- the name that all of Spark's pages use; an extra

    kind = drawing.schema[key].dataType.simpleString()
    ties = drawing.select(key, sources).mapInArrow(_ties, f"user {kind}, source {kind}").distinct().localCheckpoint()
    # those whose list turned out to name nobody among them: they are no copies
    within = ties.join(drawing.select(F.col(key).alias("source")), "source", "left_semi")
    family = _families(within.select("user", "source").filter("user <> source"))
    named = F.coalesce(F.col("head"), F.col("user")).alias("family")
    homes = ties.join(family, F.col("user") == F.col("row"), "left").select(named, "source").distinct()
    kept = set(read)
    fields = [F.col(one.name) if one.name in kept else F.lit(None).cast(one.dataType).alias(one.name) for one in drawing.schema]
    copies = homes.join(others, F.col("source") == F.col(key)).select("family", F.expr("false").alias(MEMBER), *fields)
    head = F.coalesce(F.col("head"), F.col(key)).alias("family")
    members = drawing.join(family, F.col(key) == F.col("row"), "left")
    whole = members.select(head, F.expr("true").alias(MEMBER), *drawing.columns).unionByName(copies)
    return whole.repartition("family").drop("family")


def _ties(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """List who names whom, on a worker: one reading of the column `sources`, here and locally."""
    for batch in batches:
        named, ids = Named(), batch.column(0)
        named.add(ids, batch.column(1))
        relations = named.relations()
        users = ids.take(pa.array(relations.users))
        yield pa.record_batch([users, relations.names.cast(users.type)], names=["user", "source"])


def _families(ties: DataFrame) -> DataFrame:
    """Give `row` and `head`, the least row of its family, for all rows but the heads."""
    from pyspark.sql import Window  # noqa: PLC0415 -- an extra
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 -- the name that all of Spark's pages use; an extra

    row, head, least = F.col("row"), F.col("head"), F.col("least")
    among = F.min("head").over(Window.partitionBy("row"))

    def large(pairs: DataFrame) -> DataFrame:
        """Tie all later partners of a row to the least of its partners, or to itself."""
        both = pairs.unionByName(pairs.select(head.alias("row"), row.alias("head")))
        later = both.withColumn("least", F.least(among, row)).filter(head > row)
        return later.select(head.alias("row"), least.alias("head"))

    def small(pairs: DataFrame) -> DataFrame:
        """Tie a row and its earlier partners to the least of them."""
        tied = pairs.withColumn("least", among)
        return tied.select(F.when(head == least, row).otherwise(head).alias("row"), least.alias("head")).distinct()

    pairs, seen = ties.select(F.greatest("user", "source").alias("row"), F.least("user", "source").alias("head")), None
    while True:
        pairs = small(large(pairs)).localCheckpoint()
        # each round makes heads smaller, so no set of pairs comes back; equal sets have equal sums
        (sums,) = pairs.agg(F.count("row"), F.bit_xor(F.xxhash64("row", "head"))).collect()
        if sums == seen or not sums[0]:
            return pairs
        seen = sums
