package org.asaman.exec;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SortedMap;
import org.asaman.store.Digest;

/// Every input that can change a wheel's bytes, as REAPI's `Action`; its digest is the key of the
/// action cache.
///
/// The `salt` holds what stands outside the input root: the interpreter's fingerprint and, for
/// platform wheels, the toolchain's. The time limit is no part of the digest: it changes whether
/// there is a result, never which.
public record Action(
    Digest command, Digest inputRoot, String salt, Surroundings surroundings, Duration timeout) {

  /// The canonical bytes: 1 command digest, 2 input root digest, 9 salt, 10 platform.
  public byte[] toBytes() {
    return toBytes(surroundings.properties());
  }

  /// The canonical bytes of the same action with other platform properties.
  public byte[] toBytes(SortedMap<String, String> properties) {
    return Wire.message(out -> {
      Wire.write(out, 1, Wire.digest(command));
      Wire.write(out, 2, Wire.digest(inputRoot));
      if (!salt.isEmpty()) {
        Wire.write(out, 9, salt.getBytes(StandardCharsets.UTF_8));
      }
      if (!properties.isEmpty()) {
        Wire.write(out, 10, Wire.message(platform -> writePlatform(platform, properties)));
      }
    });
  }

  private static void writePlatform(CodedOutputStream out, SortedMap<String, String> properties)
      throws IOException {
    for (var property : properties.entrySet()) {
      Wire.write(
          out,
          1,
          Wire.message(pair -> {
            pair.writeString(1, property.getKey());
            pair.writeString(2, property.getValue());
          }));
    }
  }

  public Digest digest() {
    return Digest.of(toBytes());
  }

  public Action withTimeout(Duration other) {
    return new Action(command, inputRoot, salt, surroundings, other);
  }

  public Action withSalt(String other) {
    return new Action(command, inputRoot, other, surroundings, timeout);
  }
}
