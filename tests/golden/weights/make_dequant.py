#!/usr/bin/env python3
"""Makes dequant.json: blocks of each GGUF format and the floats that the reference package decodes them to.

Run: python make_dequant.py > dequant.json   (needs the PyPI packages gguf and numpy)
For each format: one row of normal numbers quantised by the package where it can, and blocks of random bytes whose half
precision scales are made finite; among them scales that are negative, zero and subnormal.
"""
import json
from importlib.metadata import version

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

# Offsets of the half precision numbers in a block.
SCALES = {
    Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0],
    Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208],
}
SPECIAL = [0x0000, 0x8000, 0x0001, 0x83FF, 0x0400, 0x7BFF, 0xFBFF, 0xB555]


def random_blocks(rng, kind, count):
    values, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = rng.integers(0, 256, (count, size), dtype=np.uint8)
    for i in range(count):
        for offset in SCALES[kind]:
            half = SPECIAL[int(rng.integers(len(SPECIAL)))] if i % 2 else int(rng.integers(0x10000))
            if half & 0x7C00 == 0x7C00:
                half ^= 0x4000
            blocks[i, offset], blocks[i, offset + 1] = half & 0xFF, half >> 8
    return blocks.tobytes()


def main():
    rng = np.random.default_rng(20240611)
    cases = []
    for kind in SCALES:
        values, size = gguf.GGML_QUANT_SIZES[kind]
        raw = random_blocks(rng, kind, 4 if values == 256 else 12)
        sources = [("random", raw)]
        try:
            row = rng.standard_normal(256, dtype=np.float32)
            sources.append(("quantised", gguf.quants.quantize(row, kind).tobytes()))
        except NotImplementedError:
            pass
        for source, data in sources:
            floats = gguf.quants.dequantize(np.frombuffer(data, dtype=np.uint8).reshape(1, -1), kind)
            assert floats.dtype == np.float32 and np.isfinite(floats).all()
            cases.append({"format": kind.name, "source": source, "blocks": data.hex(),
                          "values": floats.ravel().astype("<f4").tobytes().hex()})
    made_by = {"tool": "gguf", "version": version("gguf"), "command": "python make_dequant.py > dequant.json"}
    head = json.dumps(made_by)
    print('{"made_by": ' + head + ',\n "cases": [')
    print(",\n".join("  " + json.dumps(case) for case in cases))
    print("]}")


main()
