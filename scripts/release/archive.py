"""Writes a zip of which the bytes follow from what is in it: names in order, one time, one mode.

Usage: archive.py OUT EPOCH_SECONDS, with lines of NAME, a tab and PATH on stdin.
"""

import sys
import time
import zipfile

out, epoch = sys.argv[1], int(sys.argv[2])
# The format begins with 1980.
stamp = time.gmtime(max(epoch, 315532800))[:6]
entries = sorted(line.rstrip("\n").split("\t") for line in sys.stdin)
with zipfile.ZipFile(out, "w") as archive:
    for name, path in entries:
        entry = zipfile.ZipInfo(name, date_time=stamp)
        entry.external_attr = 0o644 << 16
        entry.create_system = 3
        entry.compress_type = zipfile.ZIP_DEFLATED
        with open(path, "rb") as file:
            archive.writestr(entry, file.read())
