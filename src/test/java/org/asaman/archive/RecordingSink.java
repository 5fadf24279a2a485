package org.asaman.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes down what it is given, a line for each member.
final class RecordingSink implements MemberSink {
  private final List<String> lines = new ArrayList<>();

  static List<String> read(Path archive) {
    RecordingSink sink = new RecordingSink();
    SourceArchive.read(archive, Limits.DEFAULT, sink);
    return sink.lines;
  }

  @Override
  public void directory(String path) {
    lines.add(path + "/");
  }

  @Override
  public void file(String path, boolean executable, InputStream content) throws IOException {
    String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
    lines.add(path + (executable ? "*" : "") + " = " + text);
  }

  @Override
  public void symlink(String path, String target) {
    lines.add(path + " -> " + target);
  }

  @Override
  public void hardLink(String path, String existing) {
    lines.add(path + " == " + existing);
  }
}
