"""What Python's `packaging` answers to the questions of `asaman debug pep440`.

    packaging_oracle.py answer              questions on standard input, one JSON object a line
    packaging_oracle.py fuzz SEED COUNT     random questions with their answers
    packaging_oracle.py table SDIST OUT.gz  the questions that packaging's own tests imply, from its
                                            unpacked sdist, with their answers (needs pytest)

The checked-in table was made with packaging 26.3 and Python 3.11:
    pip install --target ORACLE packaging==26.3 pytest hypothesis
    PYTHONPATH=ORACLE python3 packaging_oracle.py table packaging-26.3 ../resources/org/asaman/cli/pep440.jsonl.gz
"""

import gzip
import importlib
import json
import random
import sys
import warnings

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

ENVIRONMENTS = [
    {
        "implementation_name": "cpython",
        "implementation_version": "3.11.7",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "6.1.0-13-amd64",
        "platform_system": "Linux",
        "platform_version": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.55-1",
        "python_full_version": "3.11.7",
        "python_version": "3.11",
        "sys_platform": "linux",
        "extra": "",
    },
    {
        "implementation_name": "pypy",
        "implementation_version": "7.3.13",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "PyPy",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19041",
        "python_full_version": "3.9.0rc1+",
        "python_version": "3.9",
        "sys_platform": "win32",
        "extra": "Test_Extra",
        "extras": ["Foo.Bar", "quux"],
        "dependency_groups": ["dev"],
    },
]


def answer(q):
    try:
        return {"ok": OPS[q["op"]](q)}
    except Exception:  # whatever packaging raises is a refusal
        return {"error": True}


def compare(q):
    a, b = Version(q["a"]), Version(q["b"])
    return (a > b) - (a < b)


def spec(q):
    SpecifierSet(q["s"])
    return True


def requirement(q):
    r = Requirement(q["r"])
    return {
        "name": canonicalize_name(r.name),
        "extras": sorted(r.extras),
        "specifier": str(r.specifier),
        "marker": str(r.marker) if r.marker else None,
        "url": r.url,
    }


def wheel(q):
    name, version, build, tags = parse_wheel_filename(q["f"])
    return {
        "name": name,
        "version": str(version),
        "build": "".join(map(str, build)),
        "tags": sorted(map(str, tags)),
    }


OPS = {
    "version": lambda q: str(Version(q["v"])),
    "compare": compare,
    "match": lambda q: SpecifierSet(q["spec"]).contains(q["v"], prereleases=True),
    "pick": lambda q: max(SpecifierSet(q["spec"]).filter(q["vs"]), key=Version, default=None),
    "spec": spec,
    "marker": lambda q: Marker(q["m"]).evaluate(q["env"]),
    "requirement": requirement,
    "name": lambda q: canonicalize_name(q["n"]),
    "wheel": wheel,
}

MODULES = ["version", "specifiers", "ranges", "markers", "requirements", "utils", "metadata", "tags"]


def parameters(sdist):
    """Every tuple of values that packaging's tests are parametrized with."""
    sys.path.insert(0, sdist)
    for module in MODULES:
        tests = importlib.import_module("tests.test_" + module)
        for thing in list(vars(tests).values()):
            for function in [thing, *(vars(thing).values() if isinstance(thing, type) else [])]:
                for mark in getattr(function, "pytestmark", []):
                    if mark.name == "parametrize":
                        for row in mark.args[1]:
                            row = getattr(row, "values", row)
                            yield row if isinstance(row, tuple) else (row,)
    from tests.test_version import VERSIONS

    yield from ((v,) for v in VERSIONS)


def flatten(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset)):
        for v in value:
            yield from flatten(v)


def fits(question):
    return "ok" in answer(question)


def table(sdist):
    rows = list(parameters(sdist))
    strings = sorted({s for row in rows for s in flatten(row) if len(s) < 500 and s.isprintable()})
    strings += ["", " ", "\t1.0\n", "\u00a01.0\u2003", "1.0\x1c", "v1", "1.0+", "==\u30001.0"]
    versions = [s for s in strings if fits({"op": "version", "v": s})]
    specs = [s for s in strings if fits({"op": "spec", "s": s}) and s]
    markers = [s for s in strings if fits({"op": "requirement", "r": "a;" + s})]
    for s in strings:
        yield {"op": "version", "v": s}
        yield {"op": "spec", "s": s}
        yield {"op": "requirement", "r": s}
        yield {"op": "name", "n": s}
        yield {"op": "marker", "m": s, "env": ENVIRONMENTS[0]}
        if s.endswith(".whl"):
            yield {"op": "wheel", "f": s}
    for m in markers:
        yield {"op": "marker", "m": m, "env": ENVIRONMENTS[1]}
        yield {"op": "requirement", "r": "A.b_C [x,Y.z] ~= 1.4 ; " + m}
    for row in rows:
        texts = [s for s in row if isinstance(s, str)]
        for a in texts:
            for b in texts:
                if a in versions and b in specs:
                    yield {"op": "match", "spec": b, "v": a}
    order = random.Random(440)
    for a in versions:
        for b in order.sample(versions, min(20, len(versions))):
            yield {"op": "compare", "a": a, "b": b}
    for s in specs:
        for v in order.sample(versions, min(8, len(versions))):
            yield {"op": "match", "spec": s, "v": v}
        yield {"op": "pick", "spec": s, "vs": order.sample(versions, min(12, len(versions)))}


PIECES = {
    "number": ["0", "1", "2", "3", "10", "01", "20261124000000000000"],
    "pre": ["a", "b", "rc", "c", "alpha", "beta", "pre", "preview", "RC"],
    "separator": ["", "", ".", "-", "_"],
}


class Fuzz:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, choices):
        return self.random.choice(PIECES[choices] if isinstance(choices, str) and choices in PIECES else choices)

    def maybe(self, text, chance=0.3):
        return text if self.random.random() < chance else ""

    def release(self, least=1):
        count = self.random.randint(least, least + 2)
        return ".".join(self.pick("number") for _ in range(count))

    def part(self, words):
        return self.pick("separator") + self.pick(words) + self.pick("separator") + self.maybe(self.pick("number"), 0.8)

    def public(self, least=1):
        return (
            self.maybe("v", 0.1)
            + self.maybe(self.pick("012") + "!", 0.1)
            + self.release(least)
            + self.maybe(self.part("pre"))
            + self.maybe(self.pick([self.part(["post", "rev", "r"]), "-" + self.pick("number")]))
            + self.maybe(self.part(["dev"]))
        )

    def version(self):
        return self.public() + self.maybe("+" + self.pick(["1", "ubuntu.1", "AB-01", "1_a", "0"]), 0.25)

    def clause(self):
        operator = self.pick(["==", "!=", "<", ">", "<=", ">=", "~=", "==="])
        space = self.maybe(" ", 0.2)
        if operator in ("==", "!="):
            text = self.pick([self.version(), self.release() + ".*"])
        elif operator == "===":
            text = self.pick([self.version(), "foo", "1.0", "1.*"])
        else:
            text = self.public(2 if operator == "~=" else 1)
        return operator + space + text

    def specifier(self):
        return self.pick([",", " , "]).join(self.clause() for _ in range(self.pick([0, 1, 1, 1, 2, 3])))

    def operand(self):
        return self.pick([*ENVIRONMENTS[1], "os.name", "python_implementation", "sys.platform"])

    def comparison(self):
        texts = ["3.9", "3", "3.11.*", "linux", "posix", "foo-bar", "Foo_Bar", "it's", "", "10", "1.0 2", "7.3.13+x", "\\x33.9"]
        text = '"' + self.pick(texts) + '"'
        sides = [self.operand(), text]
        self.random.shuffle(sides)
        operator = self.pick(["==", "!=", "<", ">", "<=", ">=", "~=", "===", "in", "not in", "not  in"])
        return self.pick(["{} {} {}", "{}{}{}"] if operator[0] in "=!<>~" else ["{} {} {}"]).format(sides[0], operator, sides[1])

    def marker(self, depth=0):
        count = self.pick([1, 1, 2, 3])
        parts = []
        for _ in range(count):
            nested = depth < 3 and self.random.random() < 0.25
            parts.append("(" + self.marker(depth + 1) + ")" if nested else self.comparison())
        return "".join(p + (" " + self.pick(["and", "or"]) + " " if i < count - 1 else "") for i, p in enumerate(parts))

    def name(self):
        return self.pick(["a", "A.b", "x--Y", "foo_-.bar", "1x", "-a", "a-", "Ünï", "a b"])

    def requirement(self):
        extras = self.maybe("[" + ",".join(self.pick(["x", "Y_z", "a.b"]) for _ in range(self.pick([0, 1, 2]))) + "]")
        body = self.pick([self.specifier(), "(" + self.specifier() + ")", " @ https://h/a-1.0.tar.gz#sha256=0"])
        end = self.maybe(" ; " + self.marker(), 0.4)
        return self.name() + self.maybe(" ") + extras + self.maybe(" ") + body + end

    def broken(self, text):
        """The text, or now and then the text with one character more, fewer or changed."""
        if self.random.random() > 0.15:
            return text
        at = self.random.randint(0, len(text))
        return text[:at] + self.pick(" .-+*!=,;()[]'\"\\a1@\u00e9\n") + text[at + self.random.randint(0, 1) :]

    def wheel(self):
        tag = self.pick(["py3-none-any", "py2.py3-none-any", "cp311-cp311-manylinux_2_17_x86_64.linux_x86_64", "py3-none"])
        build = self.maybe("-" + self.pick(["1", "2b", "x1", "003"]), 0.2)
        return self.pick(["foo", "A_b", "a.b", "a__b", ""]) + "-" + self.version().replace("-", "_") + build + "-" + tag + ".whl"

    def question(self):
        op = self.pick(list(OPS))
        return {
            "version": lambda: {"v": self.broken(self.version())},
            "compare": lambda: {"a": self.version(), "b": self.version()},
            "match": lambda: {"spec": self.specifier(), "v": self.broken(self.version())},
            "pick": lambda: {"spec": self.specifier(), "vs": [self.version() for _ in range(6)]},
            "spec": lambda: {"s": self.broken(self.specifier())},
            "marker": lambda: {"m": self.broken(self.marker()), "env": self.pick(ENVIRONMENTS)},
            "requirement": lambda: {"r": self.broken(self.requirement())},
            "name": lambda: {"n": self.broken(self.name())},
            "wheel": lambda: {"f": self.broken(self.wheel())},
        }[op]() | {"op": op}


def rows(questions):
    warnings.simplefilter("ignore")
    for q in questions:
        yield json.dumps({"question": q, "answer": answer(q)}, ensure_ascii=True) + "\n"


def main(mode, *arguments):
    if mode == "answer":
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line))), flush=True)
    elif mode == "fuzz":
        fuzz = Fuzz(int(arguments[0]))
        sys.stdout.writelines(rows(fuzz.question() for _ in range(int(arguments[1]))))
    else:
        content = "".join(dict.fromkeys(rows(table(arguments[0]))))
        with open(arguments[1], "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as packed:
            packed.write(content.encode("ascii"))
        print(content.count("\n"), "rows")


if __name__ == "__main__":
    main(*sys.argv[1:])
