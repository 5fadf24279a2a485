package org.asaman.archive;

import static org.asaman.archive.Hostile.tar;
import static org.asaman.archive.TarBuilder.records;
import static org.asaman.archive.TarBuilder.tar;
import static org.asaman.archive.TarBuilder.with;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Tar archives that must be refused, one for each attack.
final class HostileTars {
  private static final String A = "p-1/a";

  private HostileTars() {}

  static Stream<Hostile> all() {
    return Stream.of(names(), duplicates(), links(), types(), numbers(), pax(), gnu(), frames())
        .flatMap(List::stream);
  }

  private static List<Hostile> names() {
    String climbs = "climbs out";
    String absolute = "is an absolute path";
    String control = "has a backslash, NUL or control character";
    String deep = "d/".repeat(101) + "a";
    return List.of(
        tar("absolute name", tar().file("/etc/passwd"), "/etc/passwd", absolute),
        tar("two leading slashes", tar().file("//etc/passwd"), "//etc/passwd", absolute),
        tar("climbing name", tar().file("../a"), "../a", climbs),
        tar("climbing name in the middle", tar().file("p-1/../../a"), "p-1/../../a", climbs),
        tar("climbing that comes back", tar().file("p-1/../p-1/a"), "p-1/../p-1/a", climbs),
        tar("folder that is its parent", tar().folder("p-1/.."), "p-1/..", climbs),
        tar("the parent alone", tar().folder(".."), "..", climbs),
        tar("climbing behind a dot", tar().file("./../a"), "../a", climbs),
        tar("dot part", tar().file("p-1/./a"), "p-1/./a", "has a part '.'"),
        tar("empty part", tar().file("p-1//a"), "p-1//a", "has an empty part"),
        tar("empty part behind a dot", tar().file(".//a"), "/a", absolute),
        tar("folder with two slashes", tar().folder("p-1//"), "p-1/", "has an empty part"),
        tar("empty name", tar().file(""), "", "has no name"),
        tar("folder named slash", tar().folder("/"), "", "has no name"),
        tar("backslash", tar().file("p-1\\a"), "p-1\\a", control),
        tar("climbing with backslashes", tar().file("..\\..\\a"), "..\\..\\a", control),
        tar("drive letter", tar().file("C:/a"), "C:/a", "drive letter"),
        tar("drive letter without a slash", tar().file("c:a"), "c:a", "drive letter"),
        tar("control character", tar().file("p-1/\u0001"), "p-1/\u0001", control),
        tar("line feed", tar().file("p-1/a\nb"), "p-1/a\nb", control),
        tar("terminal escape", tar().file("p-1/\u001b[2J"), "p-1/\u001b[2J", control),
        tar("delete character", tar().file("p-1/\u007f"), "p-1/\u007f", control),
        tar("C1 control character", tar().file("p-1/\u009b"), "p-1/\u009b", control),
        tar("line separator", tar().file("p-1/\u2028"), "p-1/\u2028", control),
        tar("name that is not UTF-8", tar().file(A, with(4, 0xff)), "p-1/\ufffd", "not UTF-8"),
        tar("overlong slash", tar().file(A, with(4, 0xc0, 0xaf)), "p-1/\ufffd\ufffd", "not UTF-8"),
        tar(
            "surrogate in UTF-8",
            tar().file(A, with(4, 0xed, 0xa0, 0x80)),
            "p-1/\ufffd\ufffd\ufffd",
            "not UTF-8"),
        tar("bytes after the name", tar().file(A, with(7, 'x')), A + "\0\0x", "after its NUL"),
        tar(
            "long part",
            tar().pax("path", "p-1/" + "x".repeat(256)).file(A),
            "p-1/" + "x".repeat(256),
            "has a part longer than 255"),
        tar(
            "long part in UTF-8",
            tar().pax("path", "p-1/" + "\u00fc".repeat(128)).file(A),
            "p-1/" + "\u00fc".repeat(128),
            "has a part longer than 255"),
        tar(
            "long path",
            tar().pax("path", ("x".repeat(200) + "/").repeat(21) + "a").file(A),
            "x".repeat(60) + "...",
            "has a name longer than 4096"),
        tar("deep path", tar().pax("path", deep).file(A), deep, "nested more than 100"),
        tar("absolute in PAX", tar().pax("path", "/etc/passwd").file(A), "/etc/passwd", absolute),
        tar("climbing in PAX", tar().pax("path", "p-1/../../a").file(A), "p-1/../../a", climbs),
        tar("climbing in a GNU long name", tar().extension('L', "../a\0").file(A), "../a", climbs),
        tar(
            "absolute in the prefix",
            tar().file("passwd", with(345, "/etc")),
            "/etc/passwd",
            absolute),
        tar("climbing in the prefix", tar().file("a", with(345, "..")), "../a", climbs),
        tar("bytes after the prefix", tar().file("a", with(345, "p\0q")), "p\0q", "after its NUL"));
  }

  private static List<Hostile> duplicates() {
    String twice = "appears more than once";
    String alike = "only in case or Unicode form";
    return List.of(
        tar("same file twice", tar().file(A).file(A), A, twice),
        tar("same file with a dot", tar().file(A).file("./" + A), A, twice),
        tar("same folder twice", tar().folder("p-1/").folder("p-1"), "p-1", twice),
        tar("file, then folder", tar().file(A).folder(A), A, twice),
        tar("folder, then file", tar().folder(A).file(A), A, twice),
        tar("file, then link", tar().file(A).symlink(A, "b"), A, twice),
        tar("link, then file", tar().symlink(A, "b").file(A), A, twice),
        tar("link, then folder", tar().symlink(A, "b").folder(A), A, twice),
        tar(
            "hard link over a file",
            tar().file(A).file("p-1/b").hardLink("p-1/b", A),
            "p-1/b",
            twice),
        tar("hard link to itself", tar().file(A).hardLink(A, A), A, twice),
        tar("implied folder, then file", tar().file("p-1/a/b").file(A), A, twice),
        tar("implied folder, then link", tar().file("p-1/a/b").symlink(A, "c"), A, twice),
        tar("same by PAX", tar().file(A).pax("path", A).file("x"), A, twice),
        tar("same by prefix", tar().file(A).file("a", with(345, "p-1")), A, twice),
        tar("same but for case", tar().file(A).file("p-1/A"), "p-1/A", alike),
        tar("folder same but for case", tar().file("p-1/d/x").file("p-1/D/y"), "p-1/D/y", alike),
        tar(
            "same but for folding",
            tar().file("p-1/stra\u00dfe").file("p-1/STRASSE"),
            "p-1/STRASSE",
            alike),
        tar(
            "same but for composition",
            tar().file("p-1/\u00fc").file("p-1/u\u0308"),
            "p-1/u\u0308",
            alike),
        tar(
            "same but for the Kelvin sign",
            tar().file("p-1/k").file("p-1/\u212a"),
            "p-1/\u212a",
            alike),
        tar(
            "same but for the long s",
            tar().file("p-1/s").file("p-1/\u017f"),
            "p-1/\u017f",
            alike));
  }

  private static List<Hostile> links() {
    String leaves = "may leave its tree";
    String under = "lies under a link";
    String none = "which is no regular file before it";
    String content = "is a folder or link with content";
    String far = "../".repeat(1500);
    return List.of(
        tar("absolute link", tar().symlink(A, "/etc"), A, "absolute path '/etc'"),
        tar("climbing link", tar().symlink(A, "../../etc"), A, leaves),
        tar("link to the parent of the tree", tar().symlink(A, ".."), A, leaves),
        tar("link out and back in", tar().symlink(A, "../p-1/b"), A, leaves),
        tar("link that climbs late", tar().symlink("p-1/d/a", "b/../../../etc"), "p-1/d/a", leaves),
        tar(
            "link that climbs through a link",
            tar().symlink("p-1/d", ".").symlink(A, "d/.."),
            A,
            leaves),
        tar("link that climbs behind dots", tar().symlink(A, "./.././../etc"), A, leaves),
        tar("link of the top folder", tar().symlink("p-1", ".."), "p-1", leaves),
        tar("empty link", tar().symlink(A, ""), A, "empty or malformed target"),
        tar("link with a backslash", tar().symlink(A, "..\\b"), A, "empty or malformed target"),
        tar("link with a line feed", tar().symlink(A, "b\nc"), A, "empty or malformed target"),
        tar("bytes after the link", tar().symlink(A, "b\0c"), "b\0c", "after its NUL"),
        tar(
            "absolute link in PAX",
            tar().pax("linkpath", "/etc").symlink(A, "b"),
            A,
            "absolute path"),
        tar("climbing link in PAX", tar().pax("linkpath", "../..").symlink(A, "b"), A, leaves),
        tar(
            "absolute GNU long link",
            tar().extension('K', "/etc\0").symlink(A, "b"),
            A,
            "absolute path"),
        tar("very long link", tar().pax("linkpath", far).symlink(A, "b"), A, "too long"),
        tar("file through a link", tar().symlink("p-1/d", "e").file("p-1/d/a"), "p-1/d/a", under),
        tar(
            "folder through a link",
            tar().symlink("p-1/d", "e").folder("p-1/d/a"),
            "p-1/d/a",
            under),
        tar(
            "link through a link",
            tar().symlink("p-1/d", "e").symlink("p-1/d/a", "b"),
            "p-1/d/a",
            under),
        tar(
            "hard link through a link",
            tar().file(A).symlink("p-1/d", "e").hardLink("p-1/d/b", A),
            "p-1/d/b",
            under),
        tar(
            "file through a link in other case",
            tar().symlink("p-1/d", "e").file("p-1/D/a"),
            "p-1/D/a",
            "only in case or Unicode form"),
        tar("file under a file", tar().file(A).file("p-1/a/b"), "p-1/a/b", "lies under a file"),
        tar(
            "file under a hard link",
            tar().file(A).hardLink("p-1/b", A).file("p-1/b/c"),
            "p-1/b/c",
            "lies under a file"),
        tar("hard link to nothing", tar().hardLink(A, "p-1/b"), A, none),
        tar("hard link to what comes later", tar().hardLink(A, "p-1/b").file("p-1/b"), A, none),
        tar(
            "hard link to a symbolic link",
            tar().symlink("p-1/b", "c").hardLink(A, "p-1/b"),
            A,
            none),
        tar("hard link to a folder", tar().folder("p-1/b").hardLink(A, "p-1/b"), A, none),
        tar("hard link to an implied folder", tar().file("p-1/b/c").hardLink(A, "p-1/b"), A, none),
        tar("hard link in other case", tar().file("p-1/b").hardLink(A, "p-1/B"), A, none),
        tar("hard link to an absolute path", tar().hardLink(A, "/etc/passwd"), A, none),
        tar("hard link that climbs", tar().hardLink(A, "../../etc/passwd"), A, none),
        tar(
            "hard link through a link's name",
            tar().symlink("p-1/d", "e").hardLink(A, "p-1/d/f"),
            A,
            none),
        tar("hard link without a target", tar().hardLink(A, ""), A, none),
        tar(
            "hard link with content",
            tar().file("p-1/b").member(A, '1', "p-1/b", "x", _ -> {}),
            A,
            content),
        tar("link with content", tar().member(A, '2', "b", "x", _ -> {}), A, content),
        tar("folder with content", tar().member(A, '5', "", "x", _ -> {}), A, content));
  }

  private static List<Hostile> types() {
    String device = "is a device or FIFO";
    String unknown = "unknown type";
    String slash = "is a file with the name of a folder";
    return List.of(
        tar("character device", tar().type('3', A), A, device),
        tar("block device", tar().type('4', A), A, device),
        tar("FIFO", tar().type('6', A), A, device),
        tar("GNU sparse file", tar().type('S', A), A, "is a sparse file"),
        tar("PAX sparse file, 0.0", tar().pax("GNU.sparse.numblocks", "1").file(A), "", "sparse"),
        tar("PAX sparse file, 0.1", tar().pax("GNU.sparse.map", "0,1").file(A), "", "sparse"),
        tar("PAX sparse file, 1.0", tar().pax("GNU.sparse.major", "1").file(A), "", "sparse"),
        tar("PAX sparse name", tar().pax("GNU.sparse.name", "../a").file(A), "", "sparse"),
        tar("star's sparse file", tar().pax("SCHILY.realsize", "9").file(A), "", "sparse"),
        tar("GNU dump folder", tar().type('D', A), A, unknown),
        tar("GNU continued file", tar().type('M', A), A, unknown),
        tar("GNU old long name", tar().type('N', A), A, unknown),
        tar("GNU volume label", tar().type('V', A), A, unknown),
        tar("Solaris ACL", tar().type('A', A), A, unknown),
        tar("Solaris extended header", tar().type('X', A), A, unknown),
        tar("inode only", tar().type('I', A), A, unknown),
        tar("unknown type", tar().type('z', A), A, unknown),
        tar("type with the high bit", tar().type('\u00ff', A), A, unknown),
        tar("file named as a folder", tar().file("p-1/a/"), "p-1/a/", slash),
        tar("contiguous file named as a folder", tar().type('7', "p-1/a/"), "p-1/a/", slash),
        tar("typeless file named as a folder", tar().type('\0', "p-1/a/"), "p-1/a/", slash),
        tar(
            "old folder with content",
            tar().member("p-1/a/", '\0', "", "x", with(257, new int[8])),
            "p-1/a/",
            "with content"),
        tar(
            "typeless file made a folder by PAX",
            tar().pax("path", "p-1/a/").type('\0', A),
            "p-1/a/",
            slash),
        tar(
            "file made a folder by a long name",
            tar().extension('L', "p-1/a/\0").file(A),
            "p-1/a/",
            slash));
  }

  private static List<Hostile> numbers() {
    String size = "malformed or negative size";
    String sum = "wrong checksum";
    byte[] wrong = tar().file(A).unfinished();
    wrong[0] ^= 1;
    byte[] letters = tar().file(A).unfinished();
    letters[150] = 'x';
    byte[] blank = tar().file(A).unfinished();
    Arrays.fill(blank, 148, 156, (byte) ' ');
    return List.of(
        tar("wrong checksum", wrong, "", sum),
        tar("checksum of letters", letters, "", sum),
        tar("checksum of spaces", blank, "", sum),
        tar("checksum of signed bytes", signedChecksum(), "", sum),
        tar(
            "negative size in base 256",
            tar().file(A, with(124, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)),
            A,
            size),
        tar(
            "huge size in base 256",
            tar().file(A, with(124, 0x80, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
            A,
            size),
        tar(
            "size past 63 bits",
            tar().file(A, with(124, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0)),
            A,
            size),
        tar(
            "largest size in base 256",
            tar().file(A, with(124, 0x80, 0, 0, 0, 0x7f, 255, 255, 255, 255, 255, 255, 255)),
            A,
            "is cut short"),
        tar("size with a minus", tar().file(A, with(124, "-0000000007\0")), A, size),
        tar("size with a plus", tar().file(A, with(124, "+0000000007\0")), A, size),
        tar("size with a decimal digit", tar().file(A, with(124, "00000000008\0")), A, size),
        tar("size in hex", tar().file(A, with(124, "0x000000007\0")), A, size),
        tar("size with a space inside", tar().file(A, with(124, "0000 000007\0")), A, size),
        tar("size with digits after its NUL", tar().file(A, with(124, "00007\000000007")), A, size),
        tar("size past the end", tar().file(A, with(124, "00000777777\0")), A, "is cut short"),
        tar(
            "mode of letters",
            tar().file(A, with(100, "rw-r--r-")),
            A,
            "malformed or negative mode"),
        tar(
            "negative mode",
            tar().file(A, with(100, 255, 255, 255, 255, 255, 255, 255, 255)),
            A,
            "malformed or negative mode"),
        tar("user of letters", tar().file(A, with(108, "root")), A, "malformed or negative user"),
        tar("group of letters", tar().file(A, with(116, "root")), A, "malformed or negative group"),
        tar("time of letters", tar().file(A, with(136, "now")), A, "malformed or negative time"),
        tar(
            "device of letters",
            tar().file(A, with(329, "tty")),
            A,
            "malformed or negative device"),
        tar("unknown form", tar().file(A, with(257, "USTAR\00000")), "", "unknown form"),
        tar("unknown ustar version", tar().file(A, with(263, "99")), "", "unknown form"));
  }

  private static byte[] signedChecksum() {
    byte[] tar = tar().file("p-1/\u00fc").unfinished();
    int sum = 8 * ' ';
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? 0 : tar[i];
    }
    byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, tar, 148, 8);
    return tar;
  }

  private static List<Hostile> pax() {
    String bad = "malformed PAX header";
    String differs = "PAX size that differs";
    String global = "global PAX header";
    byte[] big = records("comment", "x".repeat(1 << 20));
    return List.of(
        tar("record of no length", tar().extension('x', " path=b\n").file(A), "", bad),
        tar("record of length 0", tar().extension('x', "0 path=b\n").file(A), "", bad),
        tar("record too long", tar().extension('x', "99 path=b\n").file(A), "", bad),
        tar("record too short", tar().extension('x', "5 path=b\n").file(A), "", bad),
        tar("record that ends in its key", tar().extension('x', "4 p\n").file(A), "", bad),
        tar("record of negative length", tar().extension('x', "-9 path=b\n").file(A), "", bad),
        tar(
            "record length of many digits",
            tar().extension('x', "00000010 path=b\n").file(A),
            "",
            bad),
        tar(
            "record length past 32 bits",
            tar().extension('x', "4294967306 path=b\n").file(A),
            "",
            bad),
        tar("record without a line feed", tar().extension('x', "10 path=bc").file(A), "", bad),
        tar("record without an equals sign", tar().extension('x', "9 path b\n").file(A), "", bad),
        tar("record without a key", tar().extension('x', "5 =b\n").file(A), "", bad),
        tar("record without a space", tar().extension('x', "9\tpath=b\n").file(A), "", bad),
        tar("record, then rubbish", tar().extension('x', "9 path=b\nrubbish").file(A), "", bad),
        tar("record, then NULs", tar().extension('x', "9 path=b\n\0\0").file(A), "", bad),
        tar(
            "key that is not UTF-8",
            tar().extension('x', new byte[] {'6', ' ', (byte) 0xff, '=', 'b', '\n'}).file(A),
            "",
            bad),
        tar(
            "path that is not UTF-8",
            tar()
                .extension('x', new byte[] {'9', ' ', 'p', 'a', 't', 'h', '=', (byte) 0xff, '\n'})
                .file(A),
            "",
            "malformed path"),
        tar("path with a NUL", tar().pax("path", "p-1/a\0.py").file(A), "", "malformed path"),
        tar("path of nothing", tar().pax("path", "").file(A), "", "malformed path"),
        tar("link of nothing", tar().pax("linkpath", "").symlink(A, "b"), "", "malformed linkpath"),
        tar(
            "link with a NUL",
            tar().pax("linkpath", "b\0c").symlink(A, "b"),
            "",
            "malformed linkpath"),
        tar("two paths", tar().pax("path", "b", "path", "c").file(A), "", "two values for path"),
        tar("two sizes", tar().pax("size", "7", "size", "8").file(A), "", "two values for size"),
        tar(
            "two comments",
            tar().pax("comment", "b", "comment", "c").file(A),
            "",
            "two values for comment"),
        tar(
            "two PAX headers",
            tar().pax("path", "b").pax("path", "c").file(A),
            "",
            "two extended headers"),
        tar("PAX header at the end", tar().file(A).pax("path", "b"), "", "belongs to no member"),
        tar("very large PAX header", tar().extension('x', big).file(A), "extension", "longer than"),
        tar(
            "PAX header of 8 GiB",
            tar().member("extension", 'x', "", "9 path=b\n", with(124, "77777777777\0")),
            "extension",
            "longer than"),
        tar("headers smuggled in content", tar().pax("size", "512").file("p-1/a", ""), A, differs),
        tar(
            "content smuggled as headers",
            tar().pax("size", "0").file(A, "x".repeat(512)),
            A,
            differs),
        tar("two sizes that both have room", tar().pax("size", "8").file(A), A, differs),
        tar(
            "size past its header's room but not zero",
            tar().pax("size", "8589934592").file(A),
            A,
            differs),
        tar("size with a sign", tar().pax("size", "-7").file(A), A, "malformed PAX size"),
        tar("size with a fraction", tar().pax("size", "7.0").file(A), A, "malformed PAX size"),
        tar(
            "size with an exponent",
            tar().pax("size", "9e9999999").file(A),
            A,
            "malformed PAX size"),
        tar(
            "size with very many digits",
            tar().pax("size", "9".repeat(300_000)).file(A),
            A,
            "malformed PAX size"),
        tar("size in other digits", tar().pax("size", "\u0667").file(A), A, "malformed PAX size"),
        tar("size for a folder", tar().pax("size", "8589934592").folder(A), A, "with content"),
        tar(
            "PAX size past the end",
            tar().pax("size", "8589934592").file(A, ""),
            A,
            "is cut short"),
        tar("global path", tar().extension('g', records("path", "b")).file(A), "", global),
        tar("global link", tar().extension('g', records("linkpath", "b")).file(A), "", global),
        tar("global size", tar().extension('g', records("size", "7")).file(A), "", global),
        tar(
            "global sparse map",
            tar().extension('g', records("GNU.sparse.map", "0,1")).file(A),
            "",
            "sparse"),
        tar("malformed global header", tar().extension('g', "rubbish").file(A), "", bad));
  }

  private static List<Hostile> gnu() {
    String two = "two extended headers";
    String bad = "malformed long name";
    return List.of(
        tar("two long names", tar().extension('L', "b").extension('L', "c").file(A), "", two),
        tar(
            "two long links",
            tar().extension('K', "b").extension('K', "c").symlink(A, "d"),
            "",
            two),
        tar("long name at the end", tar().file(A).extension('L', "b"), "", "belongs to no member"),
        tar("long link at the end", tar().file(A).extension('K', "b"), "", "belongs to no member"),
        tar("long name with a NUL inside", tar().extension('L', "p-1/a\0.py\0").file(A), "", bad),
        tar("long name with two NULs", tar().extension('L', "p-1/a\0\0").file(A), "", bad),
        tar("long name of nothing", tar().extension('L', "").file(A), "", bad),
        tar("long name of a NUL", tar().extension('L', "\0").file(A), "", bad),
        tar(
            "long name that is not UTF-8",
            tar().extension('L', new byte[] {(byte) 0xff}).file(A),
            "",
            bad),
        tar(
            "long name past the limit",
            tar().extension('L', "x".repeat(4098)).file(A),
            "extension",
            "longer than"),
        tar(
            "long name of 8 GiB",
            tar().member("extension", 'L', "", "b", with(124, "77777777777\0")),
            "extension",
            "longer than"),
        tar(
            "long name and PAX path",
            tar().extension('L', "p-1/b\0").pax("path", "p-1/c").file(A),
            "p-1/c",
            "two long names"),
        tar(
            "PAX path and long name",
            tar().pax("path", "p-1/c").extension('L', "p-1/b\0").file(A),
            "p-1/c",
            "two long names"),
        tar(
            "long link and PAX link",
            tar().extension('K', "b\0").pax("linkpath", "c").symlink(A, "d"),
            A,
            "two long names"),
        tar(
            "long name that is a member's header",
            tar().extension('L', tar().file("../a").unfinished()).file(A),
            "",
            bad));
  }

  private static List<Hostile> frames() {
    String cut = "is cut short";
    String after = "bytes after the end";
    byte[] whole = tar().file(A, "x".repeat(1000)).end();
    byte[] padded = whole.clone();
    padded[512 + 1000] = 'x';
    TarBuilder many = tar();
    for (int i = 0; i < 20; i++) {
      many.file("p-1/" + i);
    }
    TarBuilder globals = tar();
    for (int i = 0; i < 20; i++) {
      globals.extension('g', records("comment", "x"));
    }
    Limits d = Limits.DEFAULT;
    return List.of(
        tar("nothing", new byte[0], "", cut),
        tar("no end", tar().file(A).unfinished(), "", cut),
        tar("one zero block", tar().file(A).bytes(new byte[512]).unfinished(), "", cut),
        tar("part of a zero block", tar().file(A).bytes(new byte[700]).unfinished(), "", cut),
        tar("cut in a header", Arrays.copyOf(whole, 300), "", cut),
        tar("cut before the content", Arrays.copyOf(whole, 512), A, cut),
        tar("cut in the content", Arrays.copyOf(whole, 1200), A, cut),
        tar("cut in the padding", Arrays.copyOf(whole, 1530), "", cut),
        tar("cut in an extension", Arrays.copyOf(tar().pax("path", "b").end(), 515), "", cut),
        tar("bytes in the padding", padded, A, "hidden bytes after its content"),
        tar(
            "one zero block, then a member",
            tar().file(A).bytes(new byte[512]).file("p-1/b"),
            "",
            after),
        tar(
            "bytes after the end",
            tar().file(A).bytes(new byte[1024]).bytes(new byte[] {1}),
            "",
            after),
        tar(
            "a second archive after the end",
            tar().file(A).bytes(new byte[1024]).file("p-1/b"),
            "",
            after),
        tar(
            "bytes long after the end",
            tar().file(A).bytes(new byte[50_000]).bytes(new byte[] {1}),
            "",
            after),
        tar(
            "bytes between members",
            tar().file(A).bytes("x".repeat(512).getBytes(StandardCharsets.US_ASCII)).file("p-1/b"),
            "",
            "wrong checksum"),
        tar(
            "no tar at all",
            "x".repeat(2000).getBytes(StandardCharsets.US_ASCII),
            "",
            "wrong checksum"),
        tar("too many members", many, "p-1/9", "limit of 10 members")
            .within(limits(1 << 30, 10, d.time())),
        tar(
                "too many folders",
                tar().file("p-1/" + "d/".repeat(12) + "a"),
                "p-1/" + "d/".repeat(12) + "a",
                "limit of 10 members")
            .within(limits(1 << 30, 10, d.time())),
        tar("too many global headers", globals, "", "limit of 10 members")
            .within(limits(1 << 30, 10, d.time())),
        tar("too many bytes", many, "", "expands past the limit")
            .within(limits(5000, 100, d.time())),
        tar("no time left", many, "", "takes longer").within(limits(1 << 30, 100, Duration.ZERO)));
  }

  static Limits limits(long bytes, int members, Duration time) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        bytes, members, d.pathLength(), d.componentLength(), d.depth(), d.ratio(), time);
  }
}
