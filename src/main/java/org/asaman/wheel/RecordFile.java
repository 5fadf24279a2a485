package org.asaman.wheel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.asaman.store.Digest;

/// The RECORD of a wheel: every file with its hash and size.
record RecordFile(List<Entry> entries) {

  /// A file as listed. The hash is `algorithm=value`; RECORD itself and its signatures have none.
  record Entry(int line, String path, Optional<String> hash, OptionalLong size) {}

  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

  RecordFile {
    entries = List.copyOf(entries);
  }

  /// Reads the content of a RECORD file, strictly.
  static RecordFile parse(byte[] content) {
    List<Entry> entries = new ArrayList<>();
    for (Csv.Row row : Csv.rows(utf8(content))) {
      List<String> fields = row.fields();
      if (fields.size() != 3) {
        throw refused(row, "is not a path, a hash and a size");
      }
      String size = fields.get(2);
      if (!size.isEmpty() && !SIZE.matcher(size).matches()) {
        throw refused(row, "'" + size + "' is not a size");
      }
      entries.add(
          new Entry(
              row.line(),
              fields.get(0),
              Optional.of(fields.get(1)).filter(hash -> !hash.isEmpty()),
              size.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size))));
    }
    return new RecordFile(entries);
  }

  static String path(String distInfo) {
    return distInfo + "/RECORD";
  }

  /// The files that cannot have a hash in RECORD: itself, and signatures of it.
  static Set<String> withoutHash(String distInfo) {
    return Set.of(path(distInfo), path(distInfo) + ".jws", path(distInfo) + ".p7s");
  }

  /// The canonical RECORD: one line for each file, sorted by path, with SHA-256 and size; RECORD's
  /// own line without them; no line for a signature.
  static byte[] canonical(String distInfo, SortedMap<String, Digest> files) {
    Set<String> withoutHash = withoutHash(distInfo);
    StringBuilder text = new StringBuilder();
    files.forEach((path, digest) -> {
      if (path.equals(path(distInfo))) {
        text.append(Csv.row(List.of(path, "", "")));
      } else if (!withoutHash.contains(path)) {
        text.append(Csv.row(List.of(path, sha256(digest), Long.toString(digest.size()))));
      }
    });
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(Digest digest) {
    return "sha256=" + base64(HexFormat.of().parseHex(digest.hash()));
  }

  /// The form in which RECORD holds a hash: URL-safe, without padding.
  static String base64(byte[] hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  private static String utf8(byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("is not UTF-8", e);
    }
  }

  private static IllegalArgumentException refused(Csv.Row row, String what) {
    return new IllegalArgumentException("line " + row.line() + ": " + what);
  }
}
