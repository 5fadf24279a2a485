"""What pip's own parser makes of small requirements files.

    pip_requirements_oracle.py OUT.jsonl

Each row holds the files, the environment, what pip makes of them, and, where asaman refuses on
purpose what pip takes, the reason. The checked-in table was made with pip 26.3 and Python 3.11:
    pip install --target ORACLE pip==26.3
    PYTHONPATH=ORACLE python3 pip_requirements_oracle.py ../resources/org/asaman/requirements/pip.jsonl
"""

import base64
import contextlib
import io
import json
import logging
import os
import sys
import tempfile

from pip._internal.index.collector import LinkCollector
from pip._internal.index.package_finder import PackageFinder
from pip._internal.models.release_control import ReleaseControl
from pip._internal.models.search_scope import SearchScope
from pip._internal.models.selection_prefs import SelectionPreferences
from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements
from pip._vendor.packaging.utils import canonicalize_name

H = "--hash=sha256:" + "a" * 64
B = "--hash=sha256:" + "b" * 64
H512 = "--hash=sha512:" + "C" * 128
SHA = "sha256=" + "d" * 64

CASES = []


def case(main, env=None, stricter="", **files):
    """`files` are named with __ for / and _ for . and lie beside the main file r.txt."""
    named = {k.replace("__", "/").replace("_", "."): v for k, v in files.items()}
    CASES.append((named | {"r.txt": main}, env or {}, stricter))


# Names, versions, extras, markers
for line in """\
foo
foo==1.0
foo == 1.0
foo (==1.0)
foo(>=1,<2)
Foo.Bar__baz==1.0
foo===1.0-weird
foo==1.0.*
foo~=1.4.2
foo>=1,!=1.5,<2
foo >= 1 , < 2
foo[bar]==1.0
foo[Bar,baz_qux] == 1.0
foo [ bar , baz ] ==1
foo[]==1.0
foo==1.0; python_version < "3"
foo==1.0 ; python_version < '3' and (os_name == "nt" or extra == 'X_y')
foo==1.0;python_version<"3"
foo==1.0 ; python_version < "3" ; os_name == "nt"
foo==1.0 ;
foo==1.0 ; nonsense
foo==1.0 ; os.name == 'nt'
foo=1.0
foo==
foo==1.0,
foo==1..0
foo bar
-foo
_foo==1
foo-
foo==1.0 # comment
foo==1.0# no comment
foo==1.0 #
foo==1.0\t# tab
\tfoo==1.0
foo==1!2.0+local.1
foo==v1.0
foo<1.0+local
1foo==2
foo==1.0 \\# not a comment
\u00a0foo==1.0\u00a0
f\u00f6o==1.0
foo; sys_platform == "it's"
foo; sys_platform == 'a\\'b'
""".split("\n"):
    case(line + "\n")

# Lines
case("")
case("\n\n  \n# only a comment\n")
case("foo==1.0")
case("foo==1.0\r\nbar==2.0\r\n")
case("foo==1.0\rbar==2.0\r")
case("foo==1.0\x0cbar==2.0\x0bbaz==3")
case("foo==1.0\u2028bar==2.0\x85baz==3")
case("foo==\\\n1.0\n")
case("foo==1.0 \\\n    " + H + "\n")
case("foo==1.0 \\\n    " + H + " \\\n    " + B + "\nbar==1 " + B + "\n")
case("foo==1.0 \\\n# comment\n" + H + "\n", stricter="pip passes over a hash without a requirement")
case("foo==1.0 \\\n    # comment\nbar==2\n")
case("# comment \\\nfoo==1.0\n")
case("   # comment \\\nfoo==1.0\n")
case("foo==1.0 # comment \\\nbar==2\n")
case("foo==1.0 \\\\\n,!=2\n")
case("foo==1.0 \\")
case("\\\nfoo==1.0")
case("\\\\\\\n\\\nfoo==1.0\n\nbar==1")
case("foo==1.0 \\\n\nbar==2\n")
case("foo==1.0 \\ \nbar==2\n")

# Encodings
case("\ufefffoo==1.0\n".encode())
case("\ufefffoo==1.0\n".encode("utf-16-le"))
case("\ufefffoo==1.0\n".encode("utf-16-be"))
case("\ufefffoo==1.0\n".encode("utf-32-le"))
case("\ufefffoo==1.0\n".encode("utf-32-be"))
case("# -*- coding: latin-1 -*-\nfoo==1.0 # \u00e4\n".encode("latin-1"))
case("# first\n# vim: set fileencoding=cp1252 :\nfoo==1.0 # \u20ac\n".encode("cp1252"))
case("#\n#\n# coding: utf-16\nfoo==1.0\n".encode())
case(" # coding: utf-16\nfoo==1.0\n".encode())
case("# coding: no-such-encoding\nfoo==1.0\n".encode())
case("# coding: ascii\nfoo==1.0 # \u00e4\n".encode())
case("# coding: utf_8\nfoo==1.0 # \u00e4\n".encode())
case(b"foo==1.0 # \xe4\n", stricter="the locale decides where UTF-8 fails")

# Environment variables
case("foo==${FOO_VERSION}\n", {"FOO_VERSION": "1.0"})
case("foo==${NOT_SET}\n")
case("foo==${EMPTY}\n", {"EMPTY": ""})
case("foo==$FOO\n", {"FOO": "1.0"})
case("foo==${lower}\n", {"lower": "1.0"})
case("${A}${B}==${V1}\n", {"A": "fo", "B": "o", "V1": "2"})
case("--index-url https://${USER_1}:${PASS}@index.example/simple\nfoo==1\n", {"USER_1": "me", "PASS": "p$1\\w"})
case("foo==1.0 # ${X}\n", {"X": "\nbar"})

# Hashes
case("foo==1.0 " + H)
case("foo==1.0 --hash sha256:" + "A" * 64)
case("foo==1.0 " + H512 + " " + H)
case("foo==1.0 " + H + " " + H)
case("foo==1.0 --hash=sha384:" + "e" * 96)
case("foo==1.0 --hash=md5:" + "a" * 32)
case("foo==1.0 --hash=sha1:" + "a" * 40)
case("foo==1.0 --hash=sha224:" + "a" * 56)
case("foo==1.0 --hash=SHA256:" + "a" * 64)
case("foo==1.0 --hash=sha256")
case("foo==1.0 --hash")
case("foo==1.0 --has=sha256:" + "a" * 64)
case("foo==1.0 --hash=sha256:abc", stricter="a digest of another length can never be met")
case("foo==1.0 --hash=sha256:" + "g" * 64, stricter="a digest that is not hex can never be met")
case("foo==1.0 --hash='sha256:" + "a" * 64 + "'")
case('foo==1.0 "--hash=sha256:' + "a" * 64 + '"')
case("foo==1.0 --hash=\\\nsha256:" + "a" * 64)
case("foo==1.0 ; os_name == 'nt' " + H)
case("foo[x]==1.0; os_name == 'nt' --hash=sha256:" + "a" * 64 + " # c")
case(H, stricter="pip passes over a hash without a requirement")
case("foo==1.0 " + H + " bar", stricter="pip passes over words that belong to no option")
case("foo==1.0 " + H + " ; os_name == 'nt'", stricter="pip passes over words that belong to no option")
case("foo==1.0\t" + H)
case("foo==1.0  " + H)

# Build settings
case("foo==1.0 -C a=b --config-settings=a=c -C d=e=f --config-setting g=")
case("foo==1.0 -Ca=b")
case("foo==1.0 -C a")
case("foo==1.0 --config-settings='a=b c'")
case("-C a=b", stricter="pip passes over build settings without a requirement")

# Global options
case("-i https://index.example/simple\nfoo\n")
case("--index-url=https://index.example/simple\n")
case("--pypi-url https://index.example/simple\n")
case("-ihttps://index.example/simple\n")
case("--extra-index-url https://one.example\n--extra-index-url=https://two.example\n")
case("--extra-index-url https://one.example\n-i https://two.example\n")
case("-i https://one.example --extra-index-url https://two.example\n")
case("--extra-index-url https://two.example -i https://one.example\n")
case("-i https://one.example\n--no-index\n-i https://two.example\n--extra-index-url https://x.example\n")
case("--no-index -i https://one.example\n")
case("-f wheels\n", wheels__x="")
case("--find-links nowhere --no-index\n")
case("--find-links https://links.example/\n")
case("-f one -f two\n", stricter="pip passes over the second")
case("--no-binary :all:\n--only-binary foo,Bar_baz\n")
case("--no-binary foo,:all:,bar\n--no-binary :none:\n")
case("--only-binary :all:\n--no-binary=:none:,foo\n")
case("--no-binary :all:,:none:,foo\n")
case("--only-binary foo --no-binary foo\n")
case("--prefer-binary\n")
case("--require-hashes\n")
case("--no-require-hashes\n")
case("--pre\n")
case("--all-releases foo\n--only-final Bar\n")
case("--trusted-host index.example --trusted-host other.example:8080\n")
case("--use-feature=fast-deps\n--use-feature truststore\n")
case("--use-feature=nonsense\n")
case("--pre --prefer-binary --no-index\n")
case("--req\n")
case("--prefer\n")
case("--no-in\n")
case("--no\n")
case("--no-index=yes\n")
case("--index-url\n")
case("--unknown\n")
case("-x\n")
case("--upgrade\n")
case("--index-url 'https://index.example/\n")
case("--index-url https://index.example/\\\n  simple\n", stricter="pip passes over words that belong to no option")
case("--index-url https://index.example/\\\nsimple\n")
case('--index-url "https://index.example/a b"\n')
case("--prefer-binary foo==1.0\n", stricter="pip passes over the requirement")
case("foo==1.0 --prefer-binary\n", stricter="pip passes over the option")
case("foo==1.0 -r other.txt\n", stricter="pip passes over the option", other_txt="bar==1")
case("--isolated\n")
case("foo==1.0 --global-option=x --pre", stricter="pip knows no such option any more")

# Nested files
case("-r other.txt\nfoo==1\n", other_txt="bar==2\n")
case("-rother.txt\n--requirement=sub/x.txt\n--requirement y.txt", other_txt="a", sub__x_txt="b\n-r z.txt", sub__z_txt="c", y_txt="d")
case("-r sub/../sub/x.txt\n", sub__x_txt="-r ../y.txt", y_txt="d")
case("-r missing.txt\n")
case("-r sub\n", sub__x_txt="")
case("-r r.txt\n")
case("-r a.txt\n", a_txt="-r b.txt", b_txt="-r a.txt")
case("-r a.txt\n-r a.txt\n", a_txt="foo==1")
case("-r a.txt\n-r b.txt\n", a_txt="-r c.txt", b_txt="-r c.txt", c_txt="foo")
case("-c c.txt\nfoo\n", c_txt="foo==1.0 " + H + "\nbar<2 ; os_name == 'nt'\n")
case("--constraint c.txt\n", c_txt="-r d.txt\n-i https://index.example", d_txt="foo==1\n-c e.txt", e_txt="bar==1")
case("-c r.txt\n")
case("-r a.txt --pre\n", stricter="pip passes over the option", a_txt="foo")
case("-r a.txt b.txt\n", stricter="pip passes over the second", a_txt="foo", b_txt="bar")
case("-r a.txt -r b.txt\n", stricter="pip passes over the second", a_txt="foo", b_txt="bar")
case("-r 'a b.txt'\n", **{"a b_txt": "foo"})
case("-r ${NAME}.txt\n", {"NAME": "a"}, a_txt="foo")
case("-r ''\n")
case("-c c.txt\nfoo\n", c_txt="foo[x]==1\n", stricter="pip refuses it when it resolves")
case("-c c.txt\nfoo\n", c_txt="foo @ https://h.example/foo-1.0.tar.gz\n", stricter="a constraint is a name and versions")
case("-c c.txt\nfoo\n", c_txt="https://h.example/foo-1.0.tar.gz\n", stricter="pip refuses it when it resolves")

# URLs, archives, folders, checkouts
case("https://h.example/foo-1.0.tar.gz\n")
case("https://h.example/foo-1.0.tar.gz#" + SHA + "\n")
case("https://h.example/foo-1.0.tar.gz#egg=Foo_Bar&" + SHA + "\n")
case("https://h.example/foo-1.0.tar.gz#" + SHA + "&egg=foo " + H + "\n")
case("https://h.example/foo-1.0.tar.gz#egg=foo[x]\n")
case("https://h.example/foo-1.0.tar.gz ; os_name == 'nt'\n")
case("https://h.example/foo-1.0.tar.gz;os_name=='nt'\n")
case("https://h.example/foo.zip?x=1\n")
case("HTTPS://h.example/foo.zip\n")
case("foo @ https://h.example/foo-1.0.tar.gz " + H + "\n")
case("foo@https://h.example/foo-1.0.tar.gz\n")
case("foo[x] @ https://h.example/foo-1.0.tar.gz#" + SHA + " ; os_name == 'nt' " + B + "\n")
case("foo @ https://h.example/foo-1.0.tar.gz; os_name == 'nt'\n")
case("foo @ https://h.example/foo-1.0.tar.gz#md5=" + "a" * 32, stricter="md5 is no promise")
case("https://h.example/foo-1.0.tar.gz#sha1=" + "a" * 40, stricter="sha1 is no promise")
case("foo @ https://h.example/foo-1.0.tar.gz#subdirectory=x", stricter="a subdirectory is not built")
case("foo @ https://h.example/foo-1.0.tar.gz ==1.0\n")
case("foo@1\n", stricter="no URL")
case("foo @ ftp://h.example/foo-1.0.tar.gz\n", stricter="no FTP")
case("./foo-1.0.tar.gz " + H + "\n", foo_1="", **{"foo-1_0_tar_gz": "x"})
case("foo-1.0.tar.gz\n", **{"foo-1_0_tar_gz": "x"})
case("sub/foo-1.0.zip[x,Y] ; os_name == 'nt'\n", **{"sub__foo-1_0_zip": "x"})
case("foo-1.0.tar.gz\n", stricter="pip finds out later that there is no such file")
case("./missing.zip\n", stricter="pip finds out later that there is no such file")
case("./foo\n", foo__setup_py="", stricter="folders change")
case("./foo\n", foo__x="")
case("foo/bar\n")
case("./\n")
case("foo @ file:.\n", stricter="no absolute path")
case("-e .\n", setup_py="", stricter="editable")
case("-e git+https://h.example/foo.git#egg=foo\n", stricter="editable")
case("--editable=./foo\n", foo__setup_py="", stricter="editable")
case("-e\n")
case("git+https://h.example/foo.git@v1.0#egg=foo\n", stricter="version control")
case("foo @ git+https://h.example/foo.git\n", stricter="version control")
case("git+ssh://git@h.example/foo.git\n", stricter="version control")
case("hg+https://h.example/foo\n", stricter="version control")
case("svn+https://h.example/foo\n", stricter="version control")
case("git://h.example/foo.git\n", stricter="version control")

# Several mistakes
case("foo==1..0\nbar==1\nbaz=1\n")
case("foo==1.0 ^ bar\n")


def shown(path, folder):
    return os.path.relpath(path, folder) if os.path.isabs(path) else path


def requirement(parsed, folder):
    ireq = install_req_from_parsed_requirement(parsed, user_supplied=True)
    file, _, line = parsed.comes_from[3:].rpartition(" (line ")
    url = ireq.link.url_without_fragment if ireq.link else None
    if url and url.startswith("file://"):
        url = shown(url[len("file://") :], os.path.realpath(folder))
    settings = parsed.options.get("config_settings", {})
    return {
        "file": shown(file, os.getcwd()),
        "line": int(line[:-1]),
        "constraint": parsed.constraint,
        "name": canonicalize_name(ireq.name) if ireq.req else None,
        "extras": sorted(ireq.extras),
        "specifier": str(ireq.req.specifier) if ireq.req and not url else "",
        "marker": str(ireq.markers) if ireq.markers else None,
        "place": url,
        "hashes": sorted(a + ":" + h for a, hs in ireq.hashes(False)._allowed.items() for h in set(hs)),
        "settings": {k: v if isinstance(v, list) else [v] for k, v in settings.items()},
    }


class Options:
    require_hashes = no_require_hashes = False
    features_enabled = []


def answer(folder):
    session = PipSession()
    preferences = SelectionPreferences(allow_yanked=False, release_control=ReleaseControl())
    finder = PackageFinder.create(
        LinkCollector(session, SearchScope([], ["CONFIGURED"], False)), preferences
    )
    options = Options()
    options.features_enabled = []
    try:
        parsed = parse_requirements("r.txt", session, finder, options)
        lines = [requirement(p, folder) for p in parsed]
    except Exception as e:
        return {"error": type(e).__name__}
    scope, formats, releases = finder.search_scope, finder.format_control, finder.release_control
    here = os.path.realpath(folder)
    return {
        "ok": {
            "lines": lines,
            "options": {
                "indexes": scope.index_urls,
                "noIndex": scope.no_index,
                "findLinks": [os.path.relpath(f, here) if f.startswith(here) else f for f in scope.find_links],
                "noBinary": sorted(formats.no_binary),
                "onlyBinary": sorted(formats.only_binary),
                "allReleases": sorted(releases.all_releases) if releases else [],
                "onlyFinal": sorted(releases.only_final) if releases else [],
                "preferBinary": finder._candidate_prefs.prefer_binary,
                "requireHashes": options.require_hashes,
                "trustedHosts": list(finder.trusted_hosts),
            },
        }
    }


def row(files, env, stricter):
    content = {k: v if isinstance(v, bytes) else v.encode() for k, v in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in content.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(data)
        before, cwd = dict(os.environ), os.getcwd()
        os.environ.update(env)
        os.chdir(folder)
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # where optparse writes its usage
                result = answer(folder)
        finally:
            os.chdir(cwd)
            os.environ.clear()
            os.environ.update(before)
    return {
        "files": {k: base64.b64encode(v).decode() for k, v in content.items()},
        "shown": content["r.txt"].decode("latin-1"),
        "environment": env,
        "stricter": stricter,
        "pip": result,
    }


if __name__ == "__main__":
    logging.disable()
    with open(sys.argv[1], "w", encoding="ascii") as out:
        for c in CASES:
            out.write(json.dumps(row(*c)) + "\n")
    print(len(CASES), "rows")
