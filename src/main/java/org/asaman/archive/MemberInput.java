package org.asaman.archive;

import java.io.IOException;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The unpacked content of one ZIP member; what does not fit its header is refused while it is
/// read, and before its last byte is given.
final class MemberInput extends BulkInput {
  private final ZipMember member;
  private final ChannelInput packed;
  private final Deadline deadline;
  private final Refusal refusal;
  private final Inflater inflater = new Inflater(true);
  private final byte[] input = new byte[1 << 13];
  private final CRC32 crc = new CRC32();
  private long count;
  private boolean checked;

  MemberInput(ZipMember member, ChannelInput packed, Deadline deadline, Refusal refusal) {
    this.member = member;
    this.packed = packed;
    this.deadline = deadline;
    this.refusal = refusal;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (checked) {
      return -1;
    }
    deadline.check();
    int wanted = (int) Math.min(length, member.size() - count);
    int n = wanted == 0 ? 0 : unpack(bytes, offset, wanted);
    if (n < 0) {
      throw refusal.because(member.name(), "unpacks to less than its header says");
    }
    count += n;
    crc.update(bytes, offset, n);
    if (count == member.size()) {
      checkEnd();
    }
    return n == 0 ? -1 : n;
  }

  @Override
  public void close() {
    inflater.end();
    checked = true;
  }

  private void checkEnd() throws IOException {
    if (unpack(new byte[1], 0, 1) >= 0) {
      throw refusal.because(member.name(), "unpacks to more than its header says");
    }
    if (inflater.getRemaining() > 0 || packed.read() >= 0) {
      throw refusal.because(member.name(), "has hidden bytes after its content");
    }
    if (crc.getValue() != member.crc()) {
      throw refusal.because(member.name(), "has a content that does not fit its CRC-32");
    }
    checked = true;
  }

  private int unpack(byte[] bytes, int offset, int length) throws IOException {
    return member.method() == ZipFormat.STORED
        ? packed.read(bytes, offset, length)
        : inflate(bytes, offset, length);
  }

  private int inflate(byte[] bytes, int offset, int length) throws IOException {
    try {
      int n = inflater.inflate(bytes, offset, length);
      while (n == 0) {
        if (inflater.finished()) {
          return -1;
        }
        deadline.check();
        int filled = inflater.needsInput() ? packed.read(input) : -1;
        if (filled < 0) {
          throw refusal.because(member.name(), "has damaged or truncated content");
        }
        inflater.setInput(input, 0, filled);
        n = inflater.inflate(bytes, offset, length);
      }
      return n;
    } catch (DataFormatException e) {
      throw refusal.because(member.name(), "has damaged or truncated content");
    }
  }
}
