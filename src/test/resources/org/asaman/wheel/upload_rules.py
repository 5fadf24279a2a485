"""Judges wheels by what an index asks of an upload: prints one line for each rule that is broken.

Reads the bytes by itself, header by header, so that no reader's leniency hides anything.
"""

import csv
import hashlib
import base64
import pathlib
import struct
import sys
import zlib

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


def broken(path):
    data = path.read_bytes()
    end = len(data) - END.size
    signature, disk, start_disk, here, count, size, start, comment = END.unpack_from(data, end)
    if signature != b"PK\5\6" or comment:
        yield "the archive does not end in an end record without comment"
        return
    if (disk, start_disk) != (0, 0) or here != count:
        yield "the archive spans disks"
    if start + size != end:
        yield "bytes lie between the central directory and the end record"
    at, expected_offset, names, files = start, 0, [], {}
    for _ in range(count):
        (signature, made, needed, flags, method, time, date, crc, packed, plain, name_len, extra_len, comment_len,
         disk, internal, external, offset) = CENTRAL.unpack_from(data, at)
        if signature != b"PK\1\2":
            yield "the central directory is malformed"
            return
        raw = data[at + CENTRAL.size:at + CENTRAL.size + name_len]
        at += CENTRAL.size + name_len + extra_len + comment_len
        name = raw.decode("utf-8", "backslashreplace")
        names.append(name)
        if extra_len or comment_len or disk or internal:
            yield f"{name}: extra field, comment, disk or internal attributes"
        if flags & ~0x0800:
            yield f"{name}: flags {flags:#06x}: encrypted, a data descriptor or other features"
        if bool(flags & 0x0800) != (not raw.isascii()):
            yield f"{name}: the flag of UTF-8 does not fit the name"
        if not raw.isascii():
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError:
                yield f"{name}: the name is not UTF-8"
        if not name.isprintable() or "\\" in name or name.startswith("/") or ".." in name.split("/"):
            yield f"{name}: unsafe name"
        if method not in (0, 8):
            yield f"{name}: method {method}"
        if made >> 8 != 3 or external >> 16 not in (0o100644, 0o100755) or external & 0xFFFF:
            yield f"{name}: made by {made >> 8}, attributes {external:#o}"
        if offset != expected_offset:
            yield f"{name}: does not follow the member before it"
        local = LOCAL.unpack_from(data, offset)
        if local != (b"PK\3\4", needed, flags, method, time, date, crc, packed, plain, name_len, 0):
            yield f"{name}: local and central headers differ"
        if data[offset + LOCAL.size:offset + LOCAL.size + name_len] != raw:
            yield f"{name}: local and central names differ"
        content_at = offset + LOCAL.size + name_len
        expected_offset = content_at + packed
        content = data[content_at:expected_offset]
        if method == 8:
            inflate = zlib.decompressobj(-15)
            content = inflate.decompress(content)
            if not inflate.eof or inflate.unused_data:
                yield f"{name}: bytes after the deflated content"
        if len(content) != plain or zlib.crc32(content) != crc:
            yield f"{name}: size or CRC-32 is wrong"
        files[name] = content
    if at != end or expected_offset != start:
        yield "bytes lie between the members and the central directory"
    if len(set(names)) != len(names) or len({n.casefold() for n in names}) != len(names):
        yield "a name stands there twice"
    if any(n.endswith("/") for n in names):
        yield "a folder is a member"
    yield from broken_record(path, names, files)


def broken_record(path, names, files):
    project, version, _ = path.name.split("-", 2)
    info = f"{project}-{version}.dist-info/"
    record = info + "RECORD"
    if names != sorted(names, key=lambda n: (n == record, n.startswith(info), n.encode())):
        yield "the members are not in canonical order"
    if record not in files:
        yield "there is no RECORD under the name that the file name gives"
        return
    rows = list(csv.reader(files[record].decode().splitlines()))
    paths = [row[0] for row in rows]
    if paths != sorted(paths, key=str.encode) or sorted(paths) != sorted(names):
        yield "RECORD does not list the members, sorted"
        return
    for name, hashed, size in rows:
        sha256 = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).rstrip(b"=").decode()
        right = ("", "") if name == record else ("sha256=" + sha256, str(len(files[name])))
        if (hashed, size) != right:
            yield f"{name}: RECORD is wrong"


for argument in sys.argv[1:]:
    wheel = pathlib.Path(argument)
    for rule in broken(wheel):
        print(f"{wheel.name}: {rule}")
