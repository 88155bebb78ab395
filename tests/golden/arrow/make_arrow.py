#!/usr/bin/env python3
"""Makes the small Parquet and Arrow files of this folder and, in expected.json, their rows as Python reads them.

Needs pyarrow and datasets: make_arrow.py (in any folder; writes beside itself).
"""
import base64
import datetime
import decimal
import json
import os
import shutil
import sys
import tempfile
import uuid

import datasets
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))


def plain(value):
    """A value as JSON: times and decimals as str() prints them, bytes as base64, pairs as lists."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time, datetime.timedelta, decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, pa.MonthDayNano):
        return {"months": value.months, "days": value.days, "nanoseconds": value.nanoseconds}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def questions(n, start=0):
    return pa.table({
        "id": pa.array(range(start, start + n), pa.int32()),
        "question": [f"How many corners have {i} squares?" for i in range(start, start + n)],
        "answer": [str(4 * i) for i in range(start, start + n)],
    })


def nested():
    return pa.table({
        "choices": pa.array([["red", "green"], [], None, ["blue", None]], pa.list_(pa.string())),
        "answers": pa.array([{"text": ["a", "b"], "start": [1, 2]}, {"text": [], "start": []}, None,
                             {"text": ["c"], "start": None}],
                            pa.struct([("text", pa.list_(pa.string())), ("start", pa.list_(pa.int64()))])),
        "turns": pa.array([[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}], [], None, [None]],
                          pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
        "deep": pa.array([[[1, 2], [3]], [[]], None, [None, [4]]], pa.list_(pa.list_(pa.int16()))),
        "pair": pa.array([[1.5, 2.5], [0.0, -1.0], None, [3.25, None]], pa.list_(pa.float32(), 2)),
        "scores": pa.array([[("x", 1), ("y", 2)], [], None, [("z", None)]], pa.map_(pa.string(), pa.int64())),
    })


def scalars():
    utc = datetime.timezone.utc
    stamp = datetime.datetime(2024, 2, 29, 13, 5, 0)
    return pa.table({
        "none": pa.nulls(3),
        "yes": pa.array([True, False, None]),
        "i8": pa.array([-128, 127, None], pa.int8()),
        "u16": pa.array([0, 65535, None], pa.uint16()),
        "i64": pa.array([-2**63, 2**63 - 1, None], pa.int64()),
        "u64": pa.array([0, 2**63 - 1, None], pa.uint64()),
        "f32": pa.array([0.1, -1.5, None], pa.float32()),
        "f64": pa.array([0.1, 1e300, None], pa.float64()),
        "text": pa.array(["caf\u00e9 \U0001f600", "", None]),
        "large": pa.array(["large", "", None], pa.large_string()),
        "bytes": pa.array([b"\x00\xffab", b"", None], pa.binary()),
        "four": pa.array([b"abcd", b"\x00\x01\x02\x03", None], pa.binary(4)),
        "price": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-12345678.99"), None], pa.decimal128(12, 2)),
        "tiny": pa.array([decimal.Decimal("1E-10"), decimal.Decimal("0E-10"), None], pa.decimal128(20, 10)),
        "huge": pa.array([decimal.Decimal("9" * 60), decimal.Decimal(-1), None], pa.decimal256(60, 0)),
        "day": pa.array([datetime.date(2024, 2, 29), datetime.date(1899, 12, 31), None], pa.date32()),
        "clock": pa.array([datetime.time(13, 5), datetime.time(23, 59, 59, 250000), None], pa.time64("us")),
        "at_ms": pa.array([stamp, datetime.datetime(1969, 12, 31, 23, 59, 59, 999000), None], pa.timestamp("ms")),
        "at_us": pa.array([stamp.replace(microsecond=7), datetime.datetime(1, 1, 1), None], pa.timestamp("us")),
        "at_utc": pa.array([stamp.replace(tzinfo=utc), stamp.replace(year=1900, tzinfo=utc, day=28), None],
                           pa.timestamp("us", "UTC")),
        "at_plus2": pa.array([stamp.replace(tzinfo=utc), None, None], pa.timestamp("us", "+02:00")),
        "span": pa.array([datetime.timedelta(days=1, hours=2, minutes=3, seconds=4.5), datetime.timedelta(seconds=-1), None],
                         pa.duration("us")),
        "coded": pa.array(["b", "a", None]).dictionary_encode(),
    })


def ipc_only():
    """What Parquet cannot hold, or gives back as something else."""
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["same", "other"]))
    union = pa.UnionArray.from_dense(pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32()),
                                     [pa.array([5, 6]), pa.array(["five"])])
    sparse = pa.UnionArray.from_sparse(pa.array([1, 0, 1], pa.int8()), [pa.array([1, 2, 3]), pa.array(["x", "y", "z"])])
    return pa.table({
        "view": pa.array(["short", "a text that is longer than twelve bytes", None], pa.string_view()),
        "bview": pa.array([b"short", b"bytes that are more than twelve", None], pa.binary_view()),
        "listed": pa.array([[1, 2], None, [3]], pa.list_view(pa.int64())),
        "large_list": pa.array([[1, 2], None, [3]], pa.large_list(pa.int64())),
        "half": pa.array([0.5, -2.0, None], pa.float16()),
        "runs": runs,
        "union": union,
        "sparse": sparse,
        "month_day": pa.array([pa.MonthDayNano([1, 2, 3]), None, pa.MonthDayNano([0, -1, 0])]),
        "d64": pa.array([datetime.date(2024, 2, 29), datetime.date(1969, 12, 31), None], pa.date64()),
        "small": pa.array([decimal.Decimal("1.5"), decimal.Decimal("-0.1"), None], pa.decimal32(5, 1)),
        "uuid": pa.array([bytes(range(16)), None, bytes(16)], pa.uuid()),
        "flag8": pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0, None], pa.int8())),
        "sized": pa.array([[1, 2], [3, 4], None], pa.list_(pa.int8(), 2)),
        "coded_list": pa.array([["a", "b"], ["b"], None], pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    })


def hf_dataset():
    features = datasets.Features({
        "premise": datasets.Value("string"),
        "label": datasets.ClassLabel(names=["entailment", "neutral", "contradiction"]),
        "tags": datasets.Sequence(datasets.ClassLabel(names=["O", "B", "I"])),
        "answers": datasets.Sequence({"text": datasets.Value("string"), "kind": datasets.ClassLabel(names=["long", "short"])}),
    })
    rows = [
        {"premise": "It rains.", "label": 0, "tags": [0, 1], "answers": {"text": ["yes"], "kind": [1]}},
        {"premise": "It snows.", "label": 2, "tags": [], "answers": {"text": [], "kind": []}},
    ]
    return datasets.Dataset.from_list(rows, features=features)


def write_stream(table, path, **options):
    with pa.ipc.new_stream(path, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as out:
        out.write_table(table, max_chunksize=2)


def write_file(table, path, **options):
    with pa.ipc.new_file(path, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as out:
        out.write_table(table, max_chunksize=2)


def main():
    os.chdir(HERE)
    expected = {}

    def keep(name, table):
        expected[name] = [plain(row) for row in table.to_pylist()]

    for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
        name = f"questions_{codec}.parquet"
        pq.write_table(questions(7), name, compression=codec, row_group_size=3)
        keep(name, questions(7))
    pq.write_table(nested(), "nested.parquet", row_group_size=2)
    keep("nested.parquet", nested())
    pq.write_table(scalars(), "scalars.parquet", data_page_version="2.0")
    keep("scalars.parquet", scalars())
    pq.write_table(scalars().drop(["none"]), "scalars_v1.parquet", version="1.0", store_schema=False)
    keep("scalars_v1.parquet", pq.read_table("scalars_v1.parquet"))
    write_stream(nested(), "nested_stream.arrow")
    keep("nested_stream.arrow", nested())
    write_file(nested(), "nested_file.arrow", compression="zstd")
    keep("nested_file.arrow", nested())
    write_stream(scalars(), "scalars_stream.arrow", compression="lz4")
    keep("scalars_stream.arrow", scalars())
    write_file(ipc_only(), "ipc_only.arrow", emit_dictionary_deltas=True)
    keep("ipc_only.arrow", ipc_only())
    pyarrow.feather.write_feather(questions(5), "questions.feather")
    keep("questions.feather", questions(5))

    # Dictionaries that grow and that are replaced on the way.
    batches = [pa.record_batch({"c": pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(words))})
               for codes, words in [([0, 1], ["a", "b"]), ([2, 0], ["a", "b", "c"]), ([0, 1], ["y", "x"])]]
    with pa.ipc.new_stream("dictionaries.arrow", batches[0].schema,
                           options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as out:
        for batch in batches:
            out.write_batch(batch)
    with pa.ipc.open_stream("dictionaries.arrow") as source:
        keep("dictionaries.arrow", pa.Table.from_batches([b.cast(pa.schema({"c": pa.string()})) for b in source]))

    empty = questions(0)
    pq.write_table(empty, "empty.parquet")
    keep("empty.parquet", empty)
    write_stream(empty, "empty.arrow")
    keep("empty.arrow", empty)

    data = hf_dataset()
    data.to_parquet("hf.parquet")
    expected["hf.parquet"] = [plain(row) for row in data]
    with tempfile.TemporaryDirectory() as folder:
        data.save_to_disk(folder)
        shutil.copy(os.path.join(folder, "data-00000-of-00001.arrow"), "hf.arrow")
    expected["hf.arrow"] = [plain(row) for row in data]

    made_by = {"tool": "pyarrow, datasets", "version": f"{pa.__version__}, {datasets.__version__}",
               "command": "python make_arrow.py"}
    with open("expected.json", "w") as out:
        json.dump({"made_by": made_by, "files": expected}, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
