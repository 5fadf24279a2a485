package org.asaman.requirements;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a requirements file: as its byte order mark says, or a PEP 263 comment in its first
/// two lines, or UTF-8.
///
/// Stricter than pip, which takes the locale's encoding where UTF-8 fails: the file would mean
/// something else on another machine.
final class FileText {
  private static final Pattern CODING = Pattern.compile("coding[:=]\\s*([-\\w.]+)");

  /// UTF-32 comes first, because its mark begins with that of UTF-16.
  private static final List<Map.Entry<String, Charset>> MARKS =
      List.of(
          Map.entry("\u00ef\u00bb\u00bf", StandardCharsets.UTF_8),
          Map.entry("\u00ff\u00fe\0\0", StandardCharsets.UTF_32LE),
          Map.entry("\0\0\u00fe\u00ff", StandardCharsets.UTF_32BE),
          Map.entry("\u00ff\u00fe", StandardCharsets.UTF_16LE),
          Map.entry("\u00fe\u00ff", StandardCharsets.UTF_16BE));

  private FileText() {}

  /// Decodes a whole file.
  ///
  /// @throws IllegalArgumentException if the encoding is unknown or the bytes are not in it
  static String decode(byte[] content) {
    String bytes = new String(content, StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, Charset> mark : MARKS) {
      int length = mark.getKey().length();
      if (bytes.startsWith(mark.getKey())) {
        return decode(ByteBuffer.wrap(content, length, content.length - length), mark.getValue());
      }
    }
    return decode(ByteBuffer.wrap(content), declared(bytes));
  }

  private static Charset declared(String bytes) {
    String[] lines = bytes.split("\n", 3);
    for (int i = 0; i < Math.min(2, lines.length); i++) {
      Matcher coding = CODING.matcher(lines[i]);
      if (lines[i].startsWith("#") && coding.find()) {
        return charset(coding.group(1));
      }
    }
    return StandardCharsets.UTF_8;
  }

  /// Python also writes `latin-1` and `utf_8`, which Java does not know.
  private static Charset charset(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
    try {
      return Charset.forName(
          switch (plain) {
            case "latin-1" -> "iso-8859-1";
            case "utf-8-sig" -> "utf-8";
            default -> plain;
          });
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      throw new IllegalArgumentException("the encoding '" + name + "' is not known");
    }
  }

  private static String decode(ByteBuffer bytes, Charset charset) {
    try {
      return charset.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("not " + charset + " text");
    }
  }
}
