"""The batch on Spark: the same kernel over the partitions of a DataFrame, by `mapInArrow`.

The driver reads catalogs and law and refuses what is no inventory; the workers get one document, build their kernel from it
once in a process, and see nothing but their rows. PySpark is the extra `spark`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from classify.batch.answers import answer_fields
from classify.batch.columns import FACT, KNOWN, check_schema
from classify.batch.document import digest_of, kernel_of, write_document
from classify.batch.norms import norms_of
from classify.batch.run import CHUNK, metadata_of
from classify.batch.sources.derivation import READ, codes_of, with_codes
from classify.batch.sources.families import MEMBER, gathered
from classify.catalog.model import Catalog
from classify.errors import InputError
from classify.term import ExpiryRule

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import DataType, StructField, StructType

__all__ = ["evaluate", "rests_on"]

SAID: Final = "state"
"""The column of the answer that carries what it rests on."""


def evaluate(  # noqa: PLR0913 -- the options of the command
    dataframe: DataFrame,
    catalogs: Iterable[Catalog],
    *,
    as_of: date,
    expiry_rule: ExpiryRule = "civil",
    keep: bool = False,
    ids: str = "checked",
) -> DataFrame:
    """Re-evaluate an inventory on Spark: for every row where it stands on `as_of` and what is to be done.

    Columns and answers are those of `classify.evaluate`; codes are strings, `findings` is an array of strings, and the rows
    come in no order. Nothing runs before the answer is used, except that ids are counted at once (`ids="trusted"` skips
    that). What the answer rests on is told by `rests_on`.

    Raises InputError for missing columns, wrong types, and ids that are missing or not unique.
    """
    types = _types(dataframe)
    document, metadata = _said(catalogs, as_of, expiry_rule)
    check_schema(_arrow_schema(dataframe.schema), kernel_of(document).matcher.vocabulary)
    # by place, for Spark takes a point in a name for a way into a structure, and a capital letter for a small one
    placed = {f"c{place}": field for place, field in enumerate(dataframe.schema)}
    read = {at: field for at, field in placed.items() if keep or field.name in KNOWN or field.name.startswith(FACT)}
    given = dataframe.toDF(*placed).select(*read)
    at = {field.name: at for at, field in read.items()}
    if ids != "trusted":
        _check_ids(given.select(at["id"]))
    fields = [_field(types, field, dataframe.schema["id"].dataType, metadata) for field in answer_fields(pa.null())]
    names = {field.name for field in fields}
    kept = tuple(field for field in read.values() if keep and field.name not in names)
    fields += [types.StructField(field.name, field.dataType) for field in kept]
    rows = Rows(document, tuple(field.name for field in read.values()), tuple(field.name for field in kept))
    schema = types.StructType(fields)
    if "sources" not in at:
        return given.mapInArrow(rows, schema)
    # ids are compared as numbers where sources are numbers too
    kind = "bigint" if _is_number(dataframe.schema["id"]) and _is_number(dataframe.schema["sources"]) else "string"
    keyed, names_some = given.withColumn("key", given[at["id"]].cast(kind)), _names_some(at["sources"], dataframe.schema)
    drawing, others = keyed.filter(names_some), keyed.filter(~names_some)
    # of a copy only what the first pass reads
    families = gathered(drawing, others, "key", at["sources"], [at[name] for name in READ if name in at]).drop("key")
    alone = others.drop("key").mapInArrow(rows, schema)
    return alone.unionByName(families.mapInArrow(Families(document, rows.names, rows.kept), schema))


def rests_on(answer: DataFrame) -> dict[str, str]:
    """Say what an answer rests on: the day, the rule, versions and digests of catalogs and rules, the document's digest.

    Spark keeps it with the column `state`, also in the Parquet that it writes; where that column was made anew it is lost.
    """
    found = answer.schema[SAID].metadata if SAID in answer.columns else {}
    return {name: value for name, value in found.items() if name.startswith("classify.")}


@dataclass(frozen=True)
class Rows:
    """What a worker does with a partition: it is sent there, and carries the document."""

    document: bytes
    names: tuple[str, ...]
    """The columns as they are called in the inventory, in the order in which they come."""
    kept: tuple[str, ...]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Evaluate batches. Raises InputError `id-missing`, `library-missing`, and as `read_document`."""
        try:
            for batch in self.rows_of(batches):
                if batch.column("id").null_count:
                    raise InputError("id-missing", where="id")
                answer = kernel_of(self.document)(batch)
                columns = [*map(_plain, answer.columns), *(batch.column(name) for name in self.kept)]
                yield pa.RecordBatch.from_arrays(columns, names=[*answer.schema.names, *self.kept])
        except ModuleNotFoundError as error:
            raise InputError("library-missing", where="title", name=error.name or "?") from error

    def rows_of(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Give the rows as the kernel takes them."""
        for batch in _large(batches):
            yield batch.rename_columns(list(self.names))


class Families(Rows):
    """What a worker does with whole families: all their rows are read before the first of them is answered."""

    def rows_of(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Give the rows with what their sources come to, without the copies."""
        found = list(_large(batches))
        members = [batch.column(MEMBER) for batch in found]
        rows = [batch.drop_columns([MEMBER]).rename_columns(list(self.names)) for batch in found]
        read = [name for name in self.names if name in READ]
        codes = codes_of(kernel_of(self.document), [batch.select(read) for batch in rows])
        for batch, member in zip(with_codes(rows, codes), members, strict=True):
            yield batch.filter(member)


def _large(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Put small batches together: Spark sends ten thousand rows at a time, and each call of the kernel has its price."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= CHUNK:
            yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
            waiting = []
    if waiting:
        yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()


def _plain(column: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    """Write codes out: Spark reads no dictionaries."""
    if pa.types.is_dictionary(column.type):
        return column.dictionary_decode()
    if pa.types.is_list(column.type):
        return pa.ListArray.from_arrays(column.offsets, _plain(column.values))
    return column


def _said(catalogs: Iterable[Catalog], as_of: date, rule: ExpiryRule) -> tuple[bytes, dict[str, str]]:
    document = write_document(norms_of(catalogs, as_of, rule))
    metadata = {name.decode(): value.decode() for name, value in metadata_of(kernel_of(document)).items()}
    return document, metadata | {"classify.document.sha256": digest_of(document)}


def _names_some(column: str, schema: StructType) -> Column:
    """Say of each row whether it may name a source: a list that is not empty, a text that is not."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 -- the name that all of Spark's pages use; an extra

    listed = hasattr(schema["sources"].dataType, "elementType")
    return F.coalesce((F.size if listed else F.length)(column) > 0, F.expr("false"))


def _check_ids(given: DataFrame) -> None:
    """Count ids that are missing or not unique, in one pass with one shuffle of the ids."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 -- the name that all of Spark's pages use; an extra

    (name,) = given.columns
    times = given.groupBy(name).agg(F.count(F.lit(1)).alias("times"))
    missing = F.sum(F.when(F.col(name).isNull(), F.col("times")))
    repeated = F.sum(F.when(F.col(name).isNotNull(), F.col("times") - 1))
    row = times.agg(missing.alias("missing"), repeated.alias("repeated")).first()
    if row is not None and row["missing"]:
        raise InputError("id-missing", where="id")
    if row is not None and row["repeated"]:
        raise InputError("id-twice", where="id", count=row["repeated"])


def _types(dataframe: object) -> Any:  # noqa: ANN401 -- a module
    try:
        from pyspark.sql import types  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise InputError("spark-missing") from error
    if not hasattr(dataframe, "mapInArrow"):
        raise InputError("not-a-dataframe")
    return types


def _field(types: Any, field: pa.Field, id_type: DataType, metadata: dict[str, str]) -> Any:  # noqa: ANN401 -- a module, a field
    """Give a field of the answer as Spark has it."""
    if field.name == "id":
        return types.StructField("id", id_type, nullable=False)
    kind = {pa.bool_(): types.BooleanType(), pa.date32(): types.DateType(), pa.int32(): types.IntegerType()}.get(field.type)
    text = types.ArrayType(types.StringType()) if pa.types.is_list(field.type) else types.StringType()
    return types.StructField(field.name, kind or text, metadata=metadata if field.name == SAID else None)


_ARROW: Final = {
    "string": pa.string(),
    "byte": pa.int8(),
    "short": pa.int16(),
    "integer": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "void": pa.null(),
}
_OTHER: Final = pa.binary()
"""Stands for every type that no column of an inventory has."""


def _arrow_schema(schema: StructType) -> pa.Schema:
    """Give the schema as the local batch would see it, to be refused by the same test."""
    return pa.schema([pa.field(field.name, _arrow_type(field.dataType)) for field in schema])


def _arrow_type(kind: DataType) -> pa.DataType:
    element = getattr(kind, "elementType", None)
    return pa.list_(_arrow_type(element)) if element is not None else _ARROW.get(kind.typeName(), _OTHER)


def _is_number(field: StructField) -> bool:
    kind = getattr(field.dataType, "elementType", field.dataType)
    return bool(pa.types.is_integer(_arrow_type(kind)))
