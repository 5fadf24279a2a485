package org.asaman.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.asaman.store.Digest;

/// Every input that can change a wheel's bytes, as REAPI's `Action`; its digest is the key of the
/// action cache.
///
/// The `salt` holds what stands outside the input root: the interpreter's fingerprint and, for
/// platform wheels, the toolchain's. The time limit is no part of the digest: it changes whether
/// there is a result, never which.
///
/// @param network whether the command may use the network: then it is no function of its inputs
public record Action(
    Digest command, Digest inputRoot, String salt, boolean network, Duration timeout) {

  /// The platform property `network=host`.
  private static final byte[] NETWORK =
      Wire.message(property -> {
        property.writeString(1, "network");
        property.writeString(2, "host");
      });

  /// The canonical bytes: 1 command digest, 2 input root digest, 9 salt, 10 platform.
  public byte[] toBytes() {
    return Wire.message(out -> {
      Wire.write(out, 1, Wire.digest(command));
      Wire.write(out, 2, Wire.digest(inputRoot));
      if (!salt.isEmpty()) {
        Wire.write(out, 9, salt.getBytes(StandardCharsets.UTF_8));
      }
      if (network) {
        Wire.write(out, 10, Wire.message(platform -> Wire.write(platform, 1, NETWORK)));
      }
    });
  }

  public Digest digest() {
    return Digest.of(toBytes());
  }

  public Action withSalt(String other) {
    return new Action(command, inputRoot, other, network, timeout);
  }
}
