"""Writes the files of one wheel into other wheels, each made in another way by Python's zipfile.

Arguments: the wheel, the folder for the others. Each gets a folder of its own, under the same name.
"""

import pathlib
import sys
import zipfile

source, target = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(source) as archive:
    files = {info.filename: (archive.read(info), info.external_attr >> 16 & 0o111) for info in archive.infolist()}


class Unseekable:
    """An output that cannot go back, so that sizes follow in data descriptors."""

    def __init__(self, file):
        self.file = file
        self.at = 0

    def write(self, data):
        self.at += len(data)
        return self.file.write(data)

    def tell(self):
        raise OSError("not seekable")

    def flush(self):
        self.file.flush()


def write(way, order=list, method=zipfile.ZIP_DEFLATED, level=6, mode=0o644, date=(2024, 5, 6, 7, 8, 10), folders=False,
          stream=False, crlf=False):
    folder = target / way
    folder.mkdir(parents=True)
    with open(folder / source.name, "wb") as file:
        with zipfile.ZipFile(Unseekable(file) if stream else file, "w") as archive:
            for name in order(files):
                content, executable = files[name]
                if crlf and name.endswith("RECORD"):
                    content = b"\r\n".join(reversed(content.splitlines())) + b"\r\n"
                if folders and "/" in name and name.rsplit("/", 1)[0] + "/" not in archive.namelist():
                    archive.writestr(zipfile.ZipInfo(name.rsplit("/", 1)[0] + "/"), b"")
                info = zipfile.ZipInfo(name, date)
                info.compress_type = method
                info.external_attr = (0o100000 | mode | executable) << 16
                archive.writestr(info, content, compresslevel=level)


write("as-it-is")
write("reversed", order=lambda names: list(reversed(list(names))))
write("stored", method=zipfile.ZIP_STORED)
write("level-1", level=1)
write("level-9", level=9)
write("old", date=(1980, 1, 1, 0, 0, 0))
write("new", date=(2107, 12, 31, 23, 59, 58))
write("group-writable", mode=0o664)
write("private", mode=0o600)
write("folders", folders=True)
write("descriptors", stream=True)
write("record-crlf", crlf=True)
