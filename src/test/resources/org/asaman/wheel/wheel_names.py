"""Writes wheel-names.tsv: what Python's packaging says of file names of wheels.

Run with packaging 26.3: python3 wheel_names.py > wheel-names.tsv
Columns: file name, and if it is one: name, version, build number, tags.
"""

import itertools
import random

import packaging
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

assert packaging.__version__ == "26.3"

NAMES = ["foo", "Foo.Bar", "foo_bar", "a", "A1", "foo__bar", "foo#bar", "foo bar", "", "9", "zope.interface"]
VERSIONS = ["1.0", "1", "v1.0", "1.0rc1", "1.0_rc_1", "1.0.RC.1", "2!1.0.post3.dev4", "1.0+ubuntu_1", "1.0+A.b.01",
            "01.002", "1.x", "", "1.0.0", "1.0_1", "20240101123456"]
BUILDS = [None, "1", "200", "1a", "1_b.c", "01", "abc", "", "1000000000000000000000a"]
TAGS = ["py3-none-any", "py2.py3-none-any", "py3.py2-none-any", "CP39-ABI3-Win32", "cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64",
        "cp311.cp312-abi3.none-win32.win_amd64", "py3-none", "py3--any", "py3.-none-any", ".py3-none-any", "py3-none-any.",
        "3-none-any", "p y-none-any", "_x-none-any", "py3-none-a b", "py3-none-any.any", "py3-none..x-any", "py\u00e93-none-any",
        "py3-none-macosx_11_0_arm64", "graalpy240_311_native-graalpy240_311_native-linux_x86_64"]
OTHERS = ["foo.whl", ".whl", "foo-1.0.whl", "foo-1.0-py3-none-any.WHL", "foo-1.0-py3-none-any.whl.zip", "foo-1.0-py3-none-any.zip",
          "foo-1.0-200-py3-none-any-junk.whl", "foo-bar-1.0-py3-none-any.whl", "-1.0-py3-none-any.whl", "foo-1.0-1-2-py3-none-any.whl",
          "foo-1.0-py3-none-any", "whl", "", "-----.whl", "----.whl"]


def names():
    def name(n, v, b, t):
        return "-".join(p for p in (n, v, b, t) if p is not None) + ".whl"

    for n in NAMES:
        yield name(n, "1.0", None, "py3-none-any")
    for v in VERSIONS:
        yield name("foo", v, None, "py3-none-any")
    for b in BUILDS:
        yield name("foo", "1.0", b, "py3-none-any")
    for t in TAGS:
        yield name("foo", "1.0", None, t)
    yield from OTHERS
    every = list(itertools.product(NAMES, VERSIONS, BUILDS, TAGS))
    for parts in random.Random(42).sample(every, 300):
        yield name(*parts)


for file_name in names():
    try:
        project, version, build, tags = parse_wheel_filename(file_name)
        said = [project, str(version), "".join(map(str, build)), " ".join(sorted(map(str, tags)))]
    except InvalidWheelFilename:
        said = []
    print("\t".join([file_name, *said]))
