#!/usr/bin/env python3
"""Makes a worse checkpoint of a better one: coarsen.py IN.gguf OUT.gguf [--bits 2] [--layers 0-29].

Keeps only the given number of bits of every 4-bit weight (Q4_0 and Q4_1 tensors) of the named layers, spread over the same
range; everything else is copied. What comes out is a valid file of the same size: a stand-in for a checkpoint that an
unlucky quantisation or training step has damaged.
"""
import argparse
import re
import struct
import sys

# Bytes of a block, and where its 4-bit weights begin, by GGML's number of the type: Q4_0 and Q4_1.
BLOCKS = {2: (18, 2), 3: (20, 4)}
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}


class Cursor:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, form):
        value = struct.unpack_from("<" + form, self.data, self.at)[0]
        self.at += struct.calcsize("<" + form)
        return value

    def text(self):
        size = self.number("Q")
        self.at += size
        return bytes(self.data[self.at - size:self.at]).decode("utf-8")

    def skip(self, kind):
        """Steps over a value of the metadata and gives it where it is a whole number."""
        if kind == 8:
            self.text()
        elif kind == 9:
            inner, count = self.number("I"), self.number("Q")
            if inner in SIZES:
                self.at += SIZES[inner] * count
            else:
                for _ in range(count):
                    self.skip(inner)
        elif kind == 4:
            return self.number("I")
        else:
            self.at += SIZES[kind]
        return None


def tensors(data):
    """(name, type, number of weights, offset in the file) of every tensor."""
    cursor = Cursor(data)
    if data[:4] != b"GGUF":
        sys.exit("this is not a GGUF file")
    cursor.at = 8
    num_tensors, num_keys, alignment = cursor.number("Q"), cursor.number("Q"), 32
    for _ in range(num_keys):
        key = cursor.text()
        value = cursor.skip(cursor.number("I"))
        if key == "general.alignment":
            alignment = value
    found = []
    for _ in range(num_tensors):
        name, weights = cursor.text(), 1
        for _ in range(cursor.number("I")):
            weights *= cursor.number("Q")
        found.append((name, cursor.number("I"), weights, cursor.number("Q")))
    start = (cursor.at + alignment - 1) // alignment * alignment
    return [(name, kind, weights, start + offset) for name, kind, weights, offset in found]


def coarse_bytes(bits):
    """What each byte of two 4-bit weights becomes."""
    levels = (1 << bits) - 1
    coarse = [round(round(weight * levels / 15) * 15 / levels) for weight in range(16)]
    return bytes(coarse[byte >> 4] << 4 | coarse[byte & 15] for byte in range(256))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--bits", type=int, default=2, choices=(1, 2, 3))
    parser.add_argument("--layers", default="0-999", help="such as 10-19")
    arguments = parser.parse_args()
    first, _, last = arguments.layers.partition("-")
    with open(arguments.source, "rb") as file:
        data = bytearray(file.read())
    table, changed = coarse_bytes(arguments.bits), 0
    for name, kind, weights, offset in tensors(data):
        layer = re.match(r"blk\.(\d+)\.", name)
        if kind not in BLOCKS or layer is None or not int(first) <= int(layer[1]) <= int(last or first):
            continue
        block, begin = BLOCKS[kind]
        end = offset + weights // 32 * block
        for byte in range(begin, block):
            data[offset + byte:end:block] = data[offset + byte:end:block].translate(table)
        changed += 1
    with open(arguments.target, "wb") as file:
        file.write(data)
    print(f"{arguments.target}: {arguments.bits} bits in {changed} tensors")


if __name__ == "__main__":
    main()
