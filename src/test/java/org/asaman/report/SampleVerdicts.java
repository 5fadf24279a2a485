package org.asaman.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.asaman.compare.Comparison;
import org.asaman.compare.Difference;
import org.asaman.compare.Grade;
import org.asaman.compare.Input;
import org.asaman.compare.InputDifference;
import org.asaman.store.Digest;
import org.asaman.verify.Cause;
import org.asaman.verify.Finding;
import org.asaman.verify.Rebuild;
import org.asaman.verify.Verdict;

/// Verdicts and a comparison as they might come, the same ones every time.
final class SampleVerdicts {
  private static final String PACKAGES =
      """
      aiohttp==3.9.5 alabaster==0.7.16 anyio==4.4.0 argon2-cffi-bindings==21.2.0 asgiref==3.8.1
      attrs==23.2.0 babel==2.15.0 backports.tarfile==1.2.0 bcrypt==4.1.3 beautifulsoup4==4.12.3
      black==24.4.2 blinker==1.8.2 cachetools==5.5.0 certifi==2024.8.30 cffi==1.16.0 chardet==5.2.0
      charset-normalizer==3.3.2 click==8.1.7 cloudpickle==3.0.0 colorama==0.4.6 coverage==7.5.4
      cryptography==42.0.8 cython==3.0.10 decorator==5.1.1 distlib==0.3.8 django==5.0.6
      dnspython==2.6.1 docopt==0.6.2 docutils==0.21.2 exceptiongroup==1.2.1 execnet==2.1.1
      fastapi==0.111.0 filelock==3.15.4 flask==3.0.3 frozenlist==1.4.1 fsspec==2024.6.1
      greenlet==3.0.3 gunicorn==22.0.0 h11==0.14.0 httpcore==1.0.5 httpx==0.27.0 hypothesis==6.104.2
      idna==3.7 importlib-metadata==8.0.0 iniconfig==2.0.0 isodate==0.6.1 itsdangerous==2.2.0
      jinja2==3.1.4 jmespath==1.0.1 jsonschema==4.22.0 kiwisolver==1.4.5 lxml==5.2.2 mako==1.3.5
      markdown==3.6 markupsafe==2.1.5 more-itertools==10.3.0 msgpack==1.0.8 multidict==6.0.5
      mypy-extensions==1.0.0 networkx==3.3 numpy==2.0.0 oauthlib==3.2.2 orjson==3.10.5
      packaging==24.1 pathspec==0.12.1 pexpect==4.9.0 platformdirs==4.2.2 pluggy==1.5.0
      protobuf==5.27.2 psutil==6.0.0 ptyprocess==0.7.0 pyasn1==0.6.0 pycparser==2.22
      pydantic-core==2.20.0 pygments==2.18.0 pyparsing==3.1.2 pytest==8.2.2 python-dateutil==2.9.0
      pyyaml==6.0.1 regex==2024.5.15 requests==2.32.3 rpds-py==0.18.1 ruamel.yaml.clib==0.2.8
      simplejson==3.19.2 six==1.16.0 sniffio==1.3.1 sqlalchemy==2.0.31 tomli==2.0.1 tornado==6.4.1
      typing-extensions==4.12.2 urllib3==2.2.2 wrapt==1.16.0 yarl==1.9.4 zope.interface==6.4
      """;

  private static final List<String> VARIED =
      List.of(
          "nothing",
          "time",
          "path+home",
          "user+hostname+umask",
          "locale+timezone+environment",
          "hash-seed+file-order",
          "cpu-count+jobs",
          "path+home+user+hostname+umask+locale+timezone+hash-seed+file-order");

  private SampleVerdicts() {}

  static List<Verdict> all() {
    Random random = new Random(94);
    List<Verdict> verdicts = new ArrayList<>();
    for (String each : PACKAGES.strip().split("\\s+")) {
      String[] parts = each.split("==");
      boolean different = each.startsWith("hypothesis") || each.startsWith("ruamel");
      verdicts.add(
          each.startsWith("orjson")
              ? unbuildable(parts[0], parts[1])
              : different
                  ? different(parts[0], parts[1])
                  : reproducible(parts[0], parts[1], random));
    }
    return verdicts;
  }

  private static Verdict reproducible(String name, String version, Random random) {
    String sha256 = hash(name);
    List<Finding> naked = new ArrayList<>();
    if (random.nextInt(100) < 88) {
      naked.add(time(name, version));
    }
    if (random.nextInt(100) < 62) {
      naked.add(umask(name, version));
    }
    if (random.nextInt(100) < 24) {
      naked.add(path(name));
    }
    if (random.nextInt(100) < 16) {
      naked.add(fileOrder(name, version));
    }
    if (random.nextInt(100) < 7) {
      naked.add(hashSeed(name, version));
    }
    return new Verdict(
        name,
        version,
        file(name, version),
        sha256,
        Verdict.Result.REPRODUCIBLE,
        VARIED.stream().map(v -> new Rebuild(v, sha256)).toList(),
        List.of(),
        true,
        naked,
        random.nextInt(4) == 0
            ? List.of("The kernel was not varied: this machine has no other one.")
            : List.of(),
        List.of(),
        Duration.ofMillis(900 + random.nextInt(random.nextInt(8) == 0 ? 300_000 : 14_000)));
  }

  private static Verdict different(String name, String version) {
    String sha256 = hash(name);
    List<Rebuild> rebuilds = new ArrayList<>();
    for (String varied : VARIED) {
      rebuilds.add(
          new Rebuild(
              varied,
              varied.contains("hash-seed")
                  ? hash(varied)
                  : varied.startsWith("cpu") ? "" : sha256));
    }
    return new Verdict(
        name,
        version,
        file(name, version),
        sha256,
        Verdict.Result.DIFFERENT,
        rebuilds,
        List.of(hashSeed(name, version), elf(name)),
        true,
        List.of(hashSeed(name, version), time(name, version), path(name)),
        List.of("The kernel was not varied: this machine has no other one."),
        List.of(),
        Duration.ofMillis(143_200));
  }

  private static Verdict unbuildable(String name, String version) {
    return new Verdict(
        name,
        version,
        "",
        "",
        Verdict.Result.UNBUILDABLE,
        List.of(),
        List.of(),
        false,
        List.of(),
        List.of(),
        List.of(
            name + " " + version + ": the backend failed; install a Rust compiler",
            "  | error: can't find Rust compiler",
            "  | This package requires Rust and Cargo to compile extensions.",
            "  log: logs/" + name + "-" + version),
        Duration.ofMillis(3_812));
  }

  private static Finding time(String name, String version) {
    String member = info(name, version) + "/RECORD";
    return new Finding(
        Cause.TIME,
        List.of("time"),
        List.of(member, name + "/__init__.py"),
        "time of " + member + ": 2024-05-01 10:00:00 and 2031-11-21 23:59:58",
        "have the backend honour SOURCE_DATE_EPOCH",
        List.of(
            new Difference(
                "",
                Difference.Kind.ARCHIVE,
                "times",
                "2024-05-01 10:00:00",
                "2031-11-21 23:59:58",
                List.of())));
  }

  private static Finding umask(String name, String version) {
    return new Finding(
        Cause.UMASK,
        List.of("umask"),
        IntStream.range(0, 14).mapToObj(i -> name + "/_module_" + i + ".py").toList(),
        "mode of " + name + "/_module_0.py: 0644 and 0600",
        "have the backend write modes of its own",
        List.of(
            new Difference(
                info(name, version) + "/METADATA",
                Difference.Kind.ARCHIVE,
                "modes",
                "-rw-r--r--",
                "-rw-------",
                List.of())));
  }

  private static Finding path(String name) {
    String member = name + "/_speedups.cpython-312-x86_64-linux-gnu.so";
    return new Finding(
        Cause.PATH,
        List.of("path", "home"),
        List.of(member),
        member + ", section .debug_line_str: /build/a/src and /build/another/src",
        "compile with -ffile-prefix-map",
        List.of(
            new Difference(
                member,
                Difference.Kind.ELF,
                "section .debug_line_str",
                "/build/a/src",
                "/build/another/src",
                List.of())));
  }

  private static Finding fileOrder(String name, String version) {
    String member = info(name, version) + "/top_level.txt";
    return new Finding(
        Cause.FILE_ORDER,
        List.of("file-order"),
        List.of(member),
        member + ", line 1: _" + name + " and " + name,
        "sort what os.listdir gives",
        List.of(
            new Difference(member, Difference.Kind.TEXT, "line 1", "_" + name, name, List.of())));
  }

  private static Finding hashSeed(String name, String version) {
    String member = name + "/_generated.py";
    return new Finding(
        Cause.HASH_SEED,
        List.of("hash-seed"),
        List.of(member, info(name, version) + "/RECORD"),
        member + ", line 12: 'alpha', 'gamma', 'beta' and 'gamma', 'alpha', 'beta'",
        "sort the set before it is written",
        List.of(
            new Difference(
                member,
                Difference.Kind.TEXT,
                "line 12",
                "NAMES = ('alpha', 'gamma', 'beta')",
                "NAMES = ('gamma', 'alpha', 'beta')",
                List.of(
                    "@@ -10,5 +10,5 @@",
                    " # Written by setup.py; do not edit.",
                    " ",
                    "-NAMES = ('alpha', 'gamma', 'beta')",
                    "+NAMES = ('gamma', 'alpha', 'beta')",
                    " ",
                    " def names():")),
            new Difference(
                info(name, version) + "/RECORD",
                Difference.Kind.RECORD,
                "row " + member,
                "sha256=bV9pX0o2Qm1yR3JjT2h5bGx6cE1XQ3VtY2RlZmdoaQ,4181",
                "sha256=cT1zU2x4TnBkVGd3a2ppaGdmZWRjYmFBQkNERUZHSA,4181",
                List.of())));
  }

  private static Finding elf(String name) {
    String member = "_" + name + ".cpython-312-x86_64-linux-gnu.so";
    return new Finding(
        Cause.JOBS,
        List.of("cpu-count", "jobs"),
        List.of(member),
        "no wheel: the build ended with exit code 1",
        "name what each step needs, so that steps can run side by side",
        List.of(
            new Difference(
                member, Difference.Kind.MEMBER, "file", "1 204 488 bytes", "", List.of())));
  }

  static Comparison comparison() {
    List<Difference> differences = new ArrayList<>();
    differences.addAll(time("markupsafe", "2.1.5").differences());
    differences.addAll(hashSeed("markupsafe", "2.1.5").differences());
    differences.addAll(path("markupsafe").differences());
    differences.addAll(elf("markupsafe").differences());
    String file = file("markupsafe", "2.1.5");
    return new Comparison(
        "first/" + file,
        "second/" + file,
        new Digest(hash("first"), 29_311),
        new Digest(hash("second"), 29_309),
        Grade.DIFFERENT,
        differences);
  }

  static List<InputDifference> inputs() {
    return List.of(
        new InputDifference(Input.BUILD_REQUIREMENT, "setuptools", "70.1.0", "69.5.1"),
        new InputDifference(Input.TOOLCHAIN, "gcc", "13.2.0", "12.2.0"),
        new InputDifference(Input.SOURCE, "CFLAGS", "", "-O3 -march=native"));
  }

  static String hash(String text) {
    return Digest.ofUtf8(text).hash();
  }

  private static String file(String name, String version) {
    return name.replace('-', '_') + "-" + version + "-cp312-cp312-linux_x86_64.whl";
  }

  private static String info(String name, String version) {
    return name.replace('-', '_') + "-" + version + ".dist-info";
  }
}
