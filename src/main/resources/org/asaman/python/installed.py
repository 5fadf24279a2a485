"""Prints what is installed for this interpreter: name, version and the digest of RECORD, a line each."""

import hashlib
from importlib import metadata

lines = set()
for distribution in metadata.distributions():
    record = distribution.read_text("RECORD") or ""
    digest = hashlib.sha256(record.encode()).hexdigest()
    lines.add("%s %s %s" % (distribution.metadata["Name"], distribution.version, digest))
print("\n".join(sorted(lines)))
