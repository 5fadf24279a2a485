package org.asaman.archive;

import static org.asaman.archive.Hostile.zip;
import static org.asaman.archive.HostileTars.limits;
import static org.asaman.archive.ZipBuilder.entry;
import static org.asaman.archive.ZipBuilder.extra;
import static org.asaman.archive.ZipBuilder.folder;
import static org.asaman.archive.ZipBuilder.little;
import static org.asaman.archive.ZipBuilder.symlink;
import static org.asaman.archive.ZipBuilder.zip;
import static org.asaman.archive.ZipBuilder.zip64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.asaman.archive.ZipBuilder.Entry;

/// Zip archives that must be refused, one for each attack.
final class HostileZips {
  private static final String A = "p-1/a";
  private static final String B = "p-1/b";
  private static final String DIFFERS = "local header that differs";

  private HostileZips() {}

  static Stream<Hostile> all() {
    return Stream.of(
            names(),
            duplicates(),
            links(),
            kinds(),
            disagreements(),
            layouts(),
            extras(),
            big(),
            contents(),
            descriptors(),
            limited())
        .flatMap(List::stream);
  }

  private static List<Hostile> names() {
    String climbs = "climbs out";
    String absolute = "is an absolute path";
    String control = "has a backslash, NUL or control character";
    Entry flagged = entry(A).utf8();
    flagged.name[4] = (byte) 0xff;
    Entry plain = entry(A);
    plain.name[4] = (byte) 0xfc;
    Entry overlong = entry("p-1/abc").utf8();
    overlong.name[4] = (byte) 0xc0;
    overlong.name[5] = (byte) 0xaf;
    String deep = "d/".repeat(101) + "a";
    return List.of(
        zip("absolute name", zip().file("/etc/passwd"), "/etc/passwd", absolute),
        zip("climbing name", zip().file("../a"), "../a", climbs),
        zip("climbing name in the middle", zip().file("p-1/../../a"), "p-1/../../a", climbs),
        zip("climbing folder", zip().add(folder("p-1/../")), "p-1/..", climbs),
        zip("dot at the start", zip().file("./p-1/a"), "./p-1/a", "has a part '.'"),
        zip("empty part", zip().file("p-1//a"), "p-1//a", "has an empty part"),
        zip("empty name", zip().file(""), "", "has no name"),
        zip("folder named slash", zip().add(folder("/")), "", "has no name"),
        zip("backslash", zip().file("p-1\\a"), "p-1\\a", control),
        zip("climbing with backslashes", zip().file("..\\..\\a"), "..\\..\\a", control),
        zip("drive letter", zip().file("C:/a"), "C:/a", "drive letter"),
        zip("NUL in the name", zip().file("p-1/a.py\0.txt"), "p-1/a.py\0.txt", control),
        zip("line feed in the name", zip().file("p-1/a\n"), "p-1/a\n", control),
        zip("terminal escape", zip().file("p-1/\u001b[2J"), "p-1/\u001b[2J", control),
        zip("name that is not UTF-8", zip().add(flagged), "p-1/\ufffd", "that is not UTF-8"),
        zip("name of an unnamed charset", zip().add(plain), "p-1/\ufffd", "not said to be UTF-8"),
        zip("overlong slash", zip().add(overlong), "p-1/\ufffd\ufffdc", "that is not UTF-8"),
        zip(
            "long part",
            zip().file("p-1/" + "x".repeat(256)),
            "p-1/" + "x".repeat(256),
            "longer than 255"),
        zip(
            "long path",
            zip().file(("x".repeat(200) + "/").repeat(21) + "a"),
            "x".repeat(60) + "...",
            "longer than 4096"),
        zip("deep path", zip().file(deep), deep, "nested more than 100"));
  }

  private static List<Hostile> duplicates() {
    String twice = "appears more than once";
    String alike = "only in case or Unicode form";
    return List.of(
        zip("same file twice", zip().file(A).file(A), A, twice),
        zip("same file twice with other content", zip().file(A).add(entry(A, "x")), A, twice),
        zip("same folder twice", zip().add(folder("p-1/"), folder("p-1/")), "p-1", twice),
        zip("file, then folder", zip().file(A).add(folder("p-1/a/")), A, twice),
        zip("folder, then file", zip().add(folder("p-1/a/")).file(A), A, twice),
        zip("file under a file", zip().file(A).file("p-1/a/b"), "p-1/a/b", "lies under a file"),
        zip("implied folder, then file", zip().file("p-1/a/b").file(A), A, twice),
        zip("same but for case", zip().file(A).file("P-1/a"), "P-1/a", alike),
        zip(
            "same but for folding",
            zip().add(entry("p-1/\u00df").utf8()).file("p-1/SS"),
            "p-1/SS",
            alike),
        zip(
            "same but for composition",
            zip().add(entry("p-1/\u00e9").utf8(), entry("p-1/e\u0301").utf8()),
            "p-1/e\u0301",
            alike));
  }

  private static List<Hostile> links() {
    String leaves = "may leave its tree";
    Entry binary = symlink(A, "b");
    binary.content[0] = (byte) 0xff;
    return List.of(
        zip("absolute link", zip().add(symlink(A, "/etc")), A, "absolute path"),
        zip("climbing link", zip().add(symlink(A, "../../etc")), A, leaves),
        zip(
            "link that climbs late",
            zip().add(symlink("p-1/d/a", "b/../../../etc")),
            "p-1/d/a",
            leaves),
        zip("link of the top folder", zip().add(symlink("p-1", "..")), "p-1", leaves),
        zip("empty link", zip().add(symlink(A, "")), A, "empty or malformed target"),
        zip("link with a NUL", zip().add(symlink(A, "b\0c")), A, "empty or malformed target"),
        zip("link that is not UTF-8", zip().add(binary), A, "malformed target"),
        zip("very long link", zip().add(symlink(A, "../".repeat(2000))), A, "too long"),
        zip(
            "file through a link",
            zip().add(symlink("p-1/d", "e")).file("p-1/d/a"),
            "p-1/d/a",
            "lies under a link"),
        zip(
            "file through a later link",
            zip().file("p-1/d/a").add(symlink("p-1/d", "e")),
            "p-1/d",
            "appears more than once"));
  }

  private static List<Hostile> kinds() {
    String device = "is a device, FIFO or socket";
    String type = "has a type that does not fit its name";
    return List.of(
        zip("character device", zip().add(entry(A).mode(0020644)), A, device),
        zip("block device", zip().add(entry(A).mode(0060644)), A, device),
        zip("FIFO", zip().add(entry(A).mode(0010644)), A, device),
        zip("socket", zip().add(entry(A).mode(0140644)), A, device),
        zip("type of no file", zip().add(entry(A).mode(0170644)), A, device),
        zip("file with a folder's mode", zip().add(entry(A).mode(0040755)), A, type),
        zip("folder with a file's mode", zip().add(folder("p-1/a/").mode(0100644)), A, type),
        zip("folder with a link's mode", zip().add(folder("p-1/a/").mode(0120777)), A, type),
        zip(
            "folder with content",
            zip().add(entry("p-1/a/").mode(0040755)),
            A,
            "is a folder with content"));
  }

  private static List<Hostile> disagreements() {
    return List.of(
        zip(
            "other name in the local header",
            zip().add(entry(A).local(h -> h.put(34, (byte) 'b'))),
            A,
            DIFFERS),
        zip(
            "shorter name in the local header",
            zip().add(entry(A).local(h -> h.putShort(26, (short) 4))),
            A,
            DIFFERS),
        zip(
            "longer name in the local header",
            zip().add(entry(A).local(h -> h.putShort(26, (short) 9))),
            A,
            "overlaps"),
        zip(
            "other size in the local header",
            zip().add(entry(A).local(h -> h.putInt(22, 1))),
            A,
            DIFFERS),
        zip(
            "other packed size in the local header",
            zip().add(entry(A).local(h -> h.putInt(18, 1))),
            A,
            DIFFERS),
        zip(
            "no sizes in the local header",
            zip().add(entry(A).local(h -> h.putInt(18, 0).putInt(22, 0))),
            A,
            DIFFERS),
        zip(
            "other CRC in the local header",
            zip().add(entry(A).local(h -> h.putInt(14, 1))),
            A,
            DIFFERS),
        zip(
            "other method in the local header",
            zip().add(entry(A).local(h -> h.putShort(8, (short) 0))),
            A,
            DIFFERS),
        zip(
            "other flags in the local header",
            zip().add(entry(A).local(h -> h.putShort(6, (short) 2))),
            A,
            DIFFERS),
        zip(
            "encryption in the local header only",
            zip().add(entry(A).local(h -> h.putShort(6, (short) 1))),
            A,
            DIFFERS),
        zip(
            "descriptor in the local header only",
            zip().add(entry(A).local(h -> h.putShort(6, (short) 8))),
            A,
            DIFFERS),
        zip(
            "other time in the local header",
            zip().add(entry(A).local(h -> h.putShort(10, (short) 9))),
            A,
            DIFFERS),
        zip(
            "other date in the local header",
            zip().add(entry(A).local(h -> h.putShort(12, (short) 33))),
            A,
            DIFFERS),
        zip(
            "no signature of the local header",
            zip().file(A).add(entry(B).local(h -> h.putInt(0, 0))),
            B,
            "has no local header"),
        zip(
            "central entry without a local header",
            zip().file(A).add(without(entry(B), e -> e.hasLocal = false)),
            B,
            "overlaps"),
        zip(
            "two central entries of one local header",
            zip()
                .file(A)
                .add(without(entry(B).central(h -> h.putInt(42, 0)), e -> e.hasLocal = false)),
            A,
            "overlaps"),
        zip(
            "local header without a central entry",
            zip().file(A).add(without(entry(B), e -> e.hasCentral = false)),
            "",
            "hidden bytes before its central directory"),
        zip(
            "local header in the middle without a central entry",
            zip().file(A).add(without(entry(B), e -> e.hasCentral = false)).file("p-1/c"),
            "p-1/c",
            "hidden bytes before it"),
        zip(
            "first local header without a central entry",
            zip().add(without(entry(B), e -> e.hasCentral = false)).file(A),
            A,
            "hidden bytes before it"));
  }

  private static Entry without(Entry entry, Consumer<Entry> change) {
    change.accept(entry);
    return entry;
  }

  private static List<Hostile> layouts() {
    String hidden = "hidden bytes before it";
    String parts = "bytes between, before or after its parts";
    String trailing = "comment or other bytes after the end";
    String several = "one part of a zip archive in several files";
    byte[] x = "hidden".getBytes(StandardCharsets.US_ASCII);
    byte[] whole = zip().file(A).build();
    byte[] twice = concat(whole, whole);
    byte[] shifted =
        concat(whole, zip().file(B).end(e -> e.putInt(16, e.getInt(16) + whole.length)).build());
    return List.of(
        zip(
            "bytes between members",
            zip().file(A).add(without(entry(B), e -> e.before = x)),
            B,
            hidden),
        zip(
            "bytes after a member",
            zip().add(without(entry(A), e -> e.after = x)).file(B),
            B,
            hidden),
        zip(
            "bytes before the central directory",
            zip().file(A).beforeDirectory(x),
            "",
            "hidden bytes before its central directory"),
        zip("bytes after the central directory", zip().file(A).beforeEnd(x), "", parts),
        zip("bytes after the end", concat(whole, x), "", trailing),
        zip("NULs after the end", concat(whole, new byte[40]), "", trailing),
        zip("a second archive after the end", twice, "", parts),
        zip("a second archive that counts the first", shifted, B, DIFFERS),
        zip("comment", zip().file(A).comment(x), "", trailing),
        zip("comment that holds an archive", zip().file(A).comment(whole), "", parts),
        zip(
            "comment shorter than it says",
            zip().file(A).end(e -> e.putShort(20, (short) 9)),
            "",
            trailing),
        zip(
            "member's comment",
            zip().add(without(entry(A), e -> e.centralComment = x)),
            A,
            "has a comment"),
        zip(
            "another local header at the start",
            zip().add(without(entry(A), e -> e.before = Arrays.copyOf(whole, 60))),
            A,
            hidden),
        zip(
            "cut in the end record",
            Arrays.copyOf(whole, whole.length - 1),
            "",
            "is no zip archive"),
        zip(
            "cut in the central directory",
            Arrays.copyOf(whole, whole.length - 30),
            "",
            "is no zip archive"),
        zip("cut after the first member", Arrays.copyOf(whole, 50), "", "is no zip archive"),
        zip("first bytes only", Arrays.copyOf(whole, 4), "", "is no zip archive"),
        zip(
            "fewer members than there are",
            zip().file(A).file(B).end(e -> e.putShort(8, (short) 1).putShort(10, (short) 1)),
            "",
            "more in its central directory"),
        zip(
            "more members than there are",
            zip().file(A).end(e -> e.putShort(8, (short) 2).putShort(10, (short) 2)),
            "",
            "central directory that is too short"),
        zip(
            "other counts on this disk",
            zip().file(A).end(e -> e.putShort(8, (short) 0)),
            "",
            several),
        zip("second disk", zip().file(A).end(e -> e.putShort(4, (short) 1)), "", several),
        zip(
            "central directory on another disk",
            zip().file(A).end(e -> e.putShort(6, (short) 1)),
            "",
            several),
        zip(
            "member on another disk",
            zip().add(entry(A).central(h -> h.putShort(34, (short) 1))),
            A,
            "lies in another file"),
        zip("central directory too early", zip().file(A).end(e -> e.putInt(16, 0)), "", parts),
        zip("central directory too late", zip().file(A).end(e -> e.putInt(16, 100_000)), "", parts),
        zip(
            "central directory too large",
            zip().file(A).end(e -> e.putInt(12, 0x7fffffff)),
            "",
            parts),
        zip("central directory too small", zip().file(A).end(e -> e.putInt(12, 46)), "", parts),
        zip(
            "no signature in the central directory",
            zip().add(entry(A).central(h -> h.putInt(0, 0))),
            "",
            "malformed central directory"),
        zip(
            "name past the central directory",
            zip().add(entry(A).central(h -> h.putShort(28, (short) 6000))),
            "",
            "central directory that is too short"),
        zip(
            "offset past the end",
            zip().add(entry(A).central(h -> h.putInt(42, 0x7fffffff))),
            A,
            hidden),
        zip(
            "offset in the middle",
            zip().file(A).add(entry(B).central(h -> h.putInt(42, 20))),
            A,
            "overlaps"),
        zip("member inside another's content", nested(), A, "overlaps"),
        zip(
            "packed size past the next member",
            zip().add(entry(A).both(h -> h.putInt(18, 4000), h -> h.putInt(20, 4000))).file(B),
            A,
            "overlaps"));
  }

  /// A stored member whose content holds the local header of the next one: the overlap bomb.
  private static byte[] nested() {
    byte[] inner = zip().file(B).build();
    byte[] local = Arrays.copyOf(inner, inner.length - 22 - 46 - B.length());
    Entry outer = new Entry(A, local).stored();
    return zip()
        .add(
            outer,
            without(entry(B).central(h -> h.putInt(42, 30 + A.length())), e -> e.hasLocal = false))
        .build();
  }

  private static List<Hostile> extras() {
    String malformed = "malformed extra field";
    byte[] time = extra(0x5455, new byte[] {1, 0, 0, 0, 0});
    return List.of(
        zip(
            "extra field twice",
            zip().add(entry(A).extra(concat(time, time))),
            A,
            "extra field 0x5455 twice"),
        zip(
            "extra field twice in the local header",
            zip().add(without(entry(A), e -> e.localExtra = concat(time, time))),
            A,
            "extra field 0x5455 twice"),
        zip(
            "ZIP64 field twice",
            zip().add(entry(A).extra(concat(zip64(1, 2), zip64(3, 4)))),
            A,
            "ZIP64 field that does not fit"),
        zip(
            "Unicode path",
            zip().add(entry(A).extra(extra(0x7075, new byte[9]))),
            A,
            "second name"),
        zip(
            "Unicode path in the local header",
            zip().add(without(entry(A), e -> e.localExtra = extra(0x7075, new byte[9]))),
            A,
            "second name"),
        zip("extra field of one byte", zip().add(entry(A).extra(new byte[1])), A, malformed),
        zip("extra field of three bytes", zip().add(entry(A).extra(new byte[3])), A, malformed),
        zip(
            "extra field past its end",
            zip().add(entry(A).extra(new byte[] {1, 2, 9, 0, 0})),
            A,
            malformed),
        zip(
            "bytes after the extra field",
            zip().add(entry(A).extra(concat(time, new byte[2]))),
            A,
            malformed),
        zip(
            "extra length past the header",
            zip().add(entry(A).local(h -> h.putShort(28, (short) 9000))),
            A,
            "overlaps"));
  }

  private static List<Hostile> big() {
    String fits = "ZIP64 field that does not fit";
    String lacks = "lacks the ZIP64 field";
    String end = "missing or malformed ZIP64 end record";
    String endFits = "ZIP64 end record that does not fit";
    Consumer<ByteBuffer> saturatedLocal = h -> h.putInt(18, -1).putInt(22, -1);
    Consumer<ByteBuffer> saturatedCentral = h -> h.putInt(20, -1).putInt(24, -1);
    Consumer<ByteBuffer> saturatedEnd = e -> e.putInt(16, -1);
    return List.of(
        zip("ZIP64 field without need", zip().add(entry(A).extra(zip64(24, 12))), A, fits),
        zip(
            "ZIP64 field in the local header without need",
            zip().add(without(entry(A), e -> e.localExtra = zip64(24, 12))),
            A,
            fits),
        zip("empty ZIP64 field", zip().add(entry(A).extra(zip64())), A, fits),
        zip(
            "ZIP64 field missing",
            zip().add(entry(A).both(saturatedLocal, saturatedCentral)),
            A,
            lacks),
        zip(
            "ZIP64 field missing in the local header",
            zip().add(entry(A).local(saturatedLocal)),
            A,
            lacks),
        zip(
            "ZIP64 field too short",
            zip().add(entry(A).extra(zip64(24)).both(saturatedLocal, saturatedCentral)),
            A,
            fits),
        zip(
            "ZIP64 field too long",
            zip().add(entry(A).extra(zip64(24, 12, 0, 0)).both(saturatedLocal, saturatedCentral)),
            A,
            fits),
        zip(
            "negative ZIP64 size",
            zip().add(entry(A).extra(zip64(-1, 12)).both(saturatedLocal, saturatedCentral)),
            A,
            "negative size"),
        zip(
            "negative ZIP64 packed size",
            zip().add(entry(A).extra(zip64(24, -12)).both(saturatedLocal, saturatedCentral)),
            A,
            "negative size"),
        zip(
            "largest ZIP64 size",
            zip()
                .add(
                    entry(A)
                        .extra(zip64(Long.MAX_VALUE, 12))
                        .both(saturatedLocal, saturatedCentral)),
            A,
            "expands past the limit"),
        zip(
            "largest ZIP64 packed size",
            zip()
                .add(
                    entry(A)
                        .extra(zip64(24, Long.MAX_VALUE))
                        .both(saturatedLocal, saturatedCentral)),
            A,
            "overlaps"),
        zip(
            "ZIP64 sizes that differ",
            zip()
                .add(
                    without(
                        entry(A).both(saturatedLocal, saturatedCentral),
                        e -> {
                          e.localExtra = zip64(24, 13);
                          e.centralExtra = zip64(24, e.packed.length);
                        })),
            A,
            DIFFERS),
        zip(
            "ZIP64 offset elsewhere",
            zip()
                .add(
                    without(
                        entry(A).central(h -> h.putInt(42, -1)),
                        e -> e.centralExtra = zip64(5000))),
            A,
            "hidden bytes before it"),
        zip("ZIP64 end record missing", zip().file(A).end(saturatedEnd), "", end),
        zip(
            "ZIP64 end record of nothing",
            zip().file(A).beforeEnd(new byte[76]).end(saturatedEnd),
            "",
            end),
        zip("ZIP64 end record without need", end64(_ -> {}, e -> e.putInt(16, -1)), "", endFits),
        zip(
            "ZIP64 end record that nothing asks for",
            end64(_ -> {}, _ -> {}),
            "",
            "bytes between, before or after its parts"),
        zip(
            "ZIP64 end record of another length",
            end64(b -> b.putLong(4, 60), saturatedEnd),
            "",
            end),
        zip("ZIP64 end record on another disk", end64(b -> b.putInt(16, 1), saturatedEnd), "", end),
        zip(
            "ZIP64 end record with two counts",
            end64(b -> b.putLong(24, 2), saturatedEnd),
            "",
            end),
        zip(
            "ZIP64 end record of another count",
            end64(b -> b.putLong(24, 9).putLong(32, 9).putLong(48, 5L << 32), saturatedEnd),
            "",
            endFits),
        zip(
            "ZIP64 end record past the file",
            end64(b -> b.putLong(48, 5L << 32), saturatedEnd),
            "",
            "bytes between, before or after its parts"),
        zip(
            "negative ZIP64 directory",
            end64(
                b -> b.putLong(32, -1).putLong(24, -1),
                e -> e.putShort(8, (short) -1).putShort(10, (short) -1)),
            "",
            endFits),
        zip(
            "ZIP64 locator that points elsewhere",
            end64(b -> b.putLong(64, 0), saturatedEnd),
            "",
            end),
        zip("ZIP64 locator of two disks", end64(b -> b.putInt(72, 2), saturatedEnd), "", end),
        zip("ZIP64 locator of another disk", end64(b -> b.putInt(60, 1), saturatedEnd), "", end));
  }

  /// One member, a ZIP64 end record and locator that fit it, and the end record.
  private static byte[] end64(Consumer<ByteBuffer> patch, Consumer<ByteBuffer> endPatch) {
    ByteBuffer plain = ByteBuffer.wrap(zip().file(A).build()).order(ByteOrder.LITTLE_ENDIAN);
    long size = plain.getInt(plain.limit() - 10);
    long offset = plain.getInt(plain.limit() - 6);
    ByteBuffer records = little(76);
    records.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    records.putInt(0).putInt(0).putLong(1).putLong(1).putLong(size).putLong(offset);
    records.putInt(0x07064b50).putInt(0).putLong(offset + size).putInt(1);
    patch.accept(records);
    return zip().file(A).beforeEnd(records.array()).end(endPatch).build();
  }

  private static List<Hostile> contents() {
    Entry tail = entry(A);
    tail.packed = concat(tail.packed, new byte[] {1, 2, 3});
    Entry cut = entry(A);
    cut.packed = Arrays.copyOf(cut.packed, cut.packed.length - 4);
    Entry damaged = entry(A);
    damaged.packed[0] = (byte) 0xff;
    Entry empty = entry(A, "");
    empty.packed = new byte[0];
    Entry bomb = new Entry(A, new byte[20_000_000]);
    Entry stored = entry(A).stored();
    stored.packed = concat(stored.content, new byte[1]);
    return List.of(
        zip(
            "wrong CRC",
            zip().add(entry(A).both(h -> h.putInt(14, 1), h -> h.putInt(16, 1))),
            A,
            "does not fit its CRC-32"),
        zip(
            "wrong CRC of nothing",
            zip().add(entry(A, "").stored().both(h -> h.putInt(14, 1), h -> h.putInt(16, 1))),
            A,
            "does not fit its CRC-32"),
        zip(
            "size too small",
            zip().add(entry(A).both(h -> h.putInt(22, 3), h -> h.putInt(24, 3))),
            A,
            "unpacks to more"),
        zip(
            "size too large",
            zip().add(entry(A).both(h -> h.putInt(22, 99), h -> h.putInt(24, 99))),
            A,
            "unpacks to less"),
        zip(
            "bomb that says it is small",
            zip().add(bomb.both(h -> h.putInt(22, 9), h -> h.putInt(24, 9))),
            A,
            "unpacks to more"),
        zip(
            "bytes after the deflate stream",
            zip().add(tail),
            A,
            "has hidden bytes after its content"),
        zip("deflate stream without an end", zip().add(cut), A, "damaged or truncated"),
        zip("damaged deflate stream", zip().add(damaged), A, "damaged or truncated"),
        zip("deflate stream of no bytes", zip().add(empty), A, "damaged or truncated"),
        zip("stored with two sizes", zip().add(stored), A, "two different sizes"),
        zip("encrypted", zip().add(without(entry(A), e -> e.flags = 1)), A, "is encrypted"),
        zip(
            "strongly encrypted",
            zip().add(without(entry(A), e -> e.flags = 1 << 6 | 1)),
            A,
            "is encrypted"),
        zip("patch data", zip().add(without(entry(A), e -> e.flags = 1 << 5)), A, "not supported"),
        zip(
            "masked headers",
            zip().add(without(entry(A), e -> e.flags = 1 << 13)),
            A,
            "not supported"),
        zip(
            "enhanced deflate flag",
            zip().add(without(entry(A), e -> e.flags = 1 << 4)),
            A,
            "not supported"),
        zip(
            "version to come",
            zip().add(entry(A).central(h -> h.putShort(6, (short) 64))),
            A,
            "not supported"),
        zip(
            "version to come in the local header",
            zip().add(entry(A).local(h -> h.putShort(4, (short) 64))),
            A,
            DIFFERS),
        zip("shrunk", method(1), A, "method 1;"),
        zip("deflate64", method(9), A, "method 9;"),
        zip("bzip2", method(12), A, "method 12;"),
        zip("LZMA", method(14), A, "method 14;"),
        zip("Zstandard", method(93), A, "method 93;"),
        zip("xz", method(95), A, "method 95;"),
        zip("AES", method(99), A, "method 99;"));
  }

  private static ZipBuilder method(int method) {
    return zip().add(without(entry(A), e -> e.method = method));
  }

  private static List<Hostile> descriptors() {
    String alone = "not followed by its data descriptor alone";
    String differs = "data descriptor that differs";
    return List.of(
        zip(
            "descriptor missing",
            zip().add(without(entry(A).described(), e -> e.after = new byte[0])).file(B),
            A,
            alone),
        zip(
            "descriptor, then bytes",
            zip().add(without(entry(A).described(), e -> e.after = concat(e.after, new byte[9]))),
            A,
            alone),
        zip(
            "descriptor of ZIP64 sizes without need",
            zip().add(without(entry(A).described(), e -> e.after = new byte[24])),
            A,
            alone),
        zip("descriptor of another CRC", described(4), A, differs),
        zip("descriptor of another packed size", described(8), A, differs),
        zip("descriptor of another size", described(12), A, differs),
        zip("descriptor of another signature", described(0), A, differs),
        zip(
            "descriptor without a signature of another CRC",
            zip().add(without(entry(A).described(), e -> e.after = new byte[12])),
            A,
            differs),
        zip(
            "descriptor and other sizes in the header",
            zip().add(entry(A).described().local(h -> h.putInt(22, 5))),
            A,
            DIFFERS),
        zip(
            "descriptor and only the CRC in the header",
            zip()
                .add(
                    without(
                        entry(A),
                        e -> {
                          e.described();
                          e.local(h -> h.putInt(18, 0).putInt(22, 0));
                        })),
            A,
            DIFFERS),
        zip(
            "stored, its size in the descriptor",
            zip().add(entry(A).stored().described()),
            A,
            "size only after the content"));
  }

  private static ZipBuilder described(int wrongByte) {
    return zip().add(without(entry(A).described(), e -> e.after[wrongByte] ^= 1));
  }

  private static List<Hostile> limited() {
    ZipBuilder many = zip();
    for (int i = 0; i < 20; i++) {
      many.file("p-1/" + i);
    }
    String past = "expands past the limit";
    Duration time = Limits.DEFAULT.time();
    return List.of(
        zip("too many members", many, "", "limit of 10 members").within(limits(1 << 30, 10, time)),
        zip(
                "too many folders",
                zip().file("d/".repeat(12) + "a"),
                "d/".repeat(12) + "a",
                "limit of 10 members")
            .within(limits(1 << 30, 10, time)),
        zip("too many bytes", many, "p-1/4", past).within(limits(100, 100, time)),
        zip("too high a ratio", zip().add(new Entry(A, new byte[20_000_000])), A, past),
        zip("no time left", many, "", "takes longer").within(limits(1 << 30, 100, Duration.ZERO)));
  }

  static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
