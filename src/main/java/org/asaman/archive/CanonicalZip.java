package org.asaman.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes ZIP archives whose bytes depend on the given items and time only.
///
/// Neither the JDK's zlib nor its version has a say: deflating is [PinnedDeflate]'s. There are no
/// folder members, extra fields, comments or data descriptors, and ZIP64 records only where a
/// number fits no other.
public final class CanonicalZip {
  private CanonicalZip() {}

  /// Content that can be read more than once, each time the same.
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;

    static Content of(byte[] bytes) {
      return () -> new ByteArrayInputStream(bytes);
    }
  }

  /// A regular file to be written.
  public record Item(String name, boolean executable, Content content) {}

  /// Writes the items in the given order, all with the given time (not before 1980), and flushes.
  public static void write(OutputStream out, List<Item> items, long epochSecond)
      throws IOException {
    requireUnique(items);
    CountingOutput counting = new CountingOutput(out);
    int dosTime = DosTime.of(epochSecond);
    List<ZipRecord> records = new ArrayList<>();
    for (Item item : items) {
      Packed packed = Packed.of(item.content());
      ZipRecord zipRecord = ZipRecord.of(item, packed, dosTime, counting.count());
      counting.write(zipRecord.local());
      packed.writeTo(counting);
      records.add(zipRecord);
    }
    long directory = counting.count();
    for (ZipRecord zipRecord : records) {
      counting.write(zipRecord.central());
    }
    counting.write(ZipRecord.end(records.size(), directory, counting.count() - directory));
    counting.flush();
  }

  private static void requireUnique(List<Item> items) {
    Set<String> names = new HashSet<>();
    for (Item item : items) {
      if (!names.add(item.name())) {
        throw new IllegalArgumentException("two items named " + item.name());
      }
    }
  }
}
