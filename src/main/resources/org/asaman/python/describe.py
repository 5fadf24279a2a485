# Answers what this interpreter is, as one line of JSON. Has to run on any Python since 2.7, so
# that one that is too old can say so.
import io
import json
import os
import platform
import sys
import sysconfig

VARIABLES = """AR ARFLAGS CC CCSHARED CFLAGS CPPFLAGS CXX EXT_SUFFIX LDCXXSHARED LDFLAGS LDSHARED
    MULTIARCH OPT PY_CFLAGS Py_DEBUG Py_ENABLE_SHARED Py_GIL_DISABLED SHLIB_SUFFIX SOABI""".split()


def full_version(info):
    version = "%d.%d.%d" % info[:3]
    if info[3] != "final":
        version += info[3][0] + str(info[4])
    return version


def site_packages():
    scheme = "venv" if "venv" in sysconfig.get_scheme_names() else "posix_prefix"
    base = dict.fromkeys(("base", "platbase", "installed_base", "installed_platbase"), "")
    return sysconfig.get_path("purelib", scheme, vars=base).lstrip("/")


# The shared library that holds the interpreter, if it is not in the binary. What the configuration says
# does not tell: some distributions install such a library beside a binary that does not use it.
def libraries():
    if not os.path.exists("/proc/self/maps"):
        return []
    with io.open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        mapped = set(line.rstrip("\n").split(None, 5)[-1] for line in maps)
    return sorted(path for path in mapped if os.path.basename(path).startswith("libpython"))


def libc():
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (AttributeError, OSError, ValueError):
        return ""


def describe():
    implementation = sys.implementation
    variables = sysconfig.get_config_vars()
    return {
        "executable": sys.executable,
        "binary": os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable),
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "exec_prefix": sys.exec_prefix,
        "standard_library": [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")],
        "site_packages": site_packages(),
        "platform": sysconfig.get_platform(),
        "libc": libc(),
        "cache_tag": implementation.cache_tag or "",
        "build": sys.version,
        "libraries": libraries(),
        "variables": dict((name, str(variables[name])) for name in VARIABLES if variables.get(name) is not None),
        "markers": {
            "implementation_name": implementation.name,
            "implementation_version": full_version(implementation.version),
            "os_name": os.name,
            "platform_machine": platform.machine(),
            "platform_python_implementation": platform.python_implementation(),
            "platform_release": platform.release(),
            "platform_system": platform.system(),
            "platform_version": platform.version(),
            "python_full_version": platform.python_version(),
            "python_version": ".".join(platform.python_version_tuple()[:2]),
            "sys_platform": sys.platform,
        },
    }


answer = {"version": list(sys.version_info[:2])}
if sys.version_info >= (3, 8):
    answer.update(describe())
print("\n" + json.dumps(answer))
