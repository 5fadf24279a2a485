package org.asaman.exec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.asaman.store.Digest;

/// The protocol buffer encoding of the few REAPI messages whose digests name an action.
///
/// Fields are written in ascending order and default values left out: the canonical form that REAPI
/// asks for.
final class Wire {
  private Wire() {}

  /// Writes the fields of one message.
  interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  /// Takes one field, whose tag was read, off the stream.
  interface Reader {
    void field(int number, CodedInputStream in) throws IOException;
  }

  static byte[] message(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writer.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void write(CodedOutputStream out, int field, byte[] message) throws IOException {
    out.writeByteArray(field, message);
  }

  static byte[] digest(Digest digest) {
    return message(out -> {
      out.writeString(1, digest.hash());
      if (digest.size() != 0) {
        out.writeInt64(2, digest.size());
      }
    });
  }

  static void read(CodedInputStream in, Reader reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      reader.field(WireFormat.getTagFieldNumber(tag), in);
    }
  }

  /// The fields of a message that holds each of them at most once.
  record Fields(Map<Integer, byte[]> bytes, Map<Integer, Long> numbers) {

    static Fields read(byte[] message) throws IOException {
      Map<Integer, byte[]> bytes = new HashMap<>();
      Map<Integer, Long> numbers = new HashMap<>();
      CodedInputStream in = CodedInputStream.newInstance(message);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int number = WireFormat.getTagFieldNumber(tag);
        switch (WireFormat.getTagWireType(tag)) {
          case WireFormat.WIRETYPE_VARINT -> numbers.put(number, in.readInt64());
          case WireFormat.WIRETYPE_LENGTH_DELIMITED -> bytes.put(number, in.readByteArray());
          default -> throw new IOException("unexpected wire type in field " + number);
        }
      }
      return new Fields(bytes, numbers);
    }

    String string(int field) {
      return new String(bytes.getOrDefault(field, new byte[0]), StandardCharsets.UTF_8);
    }

    long number(int field) {
      return numbers.getOrDefault(field, 0L);
    }

    boolean flag(int field) {
      return number(field) != 0;
    }

    /// A message within this one; one without fields where there is none.
    Fields message(int field) throws IOException {
      return read(bytes.getOrDefault(field, new byte[0]));
    }

    Digest digest(int field) throws IOException {
      Fields digest = message(field);
      try {
        return new Digest(digest.string(1), digest.number(2));
      } catch (IllegalArgumentException e) {
        throw new IOException(e);
      }
    }
  }
}
