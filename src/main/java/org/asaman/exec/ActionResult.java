package org.asaman.exec;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.asaman.store.Digest;

/// What an action gave, as REAPI's `ActionResult`: output files, exit code and the log.
///
/// An output file's path is relative to the working directory; `log` is standard output and error
/// as they came.
///
/// @param seconds how long it ran; 0 where that is not known
public record ActionResult(
    List<OutputFile> outputs, int exitCode, Digest log, String worker, long seconds) {

  /// The worker of what came about elsewhere: what closed its box is for others to know.
  public static final String ELSEWHERE = "remote";

  /// Whether it came from other machines.
  public boolean fromElsewhere() {
    return worker.equals(ELSEWHERE);
  }

  /// A regular file that the action left in an output path.
  public record OutputFile(String path, Digest digest, boolean executable) {}

  public ActionResult {
    outputs = outputs.stream().sorted(Comparator.comparing(OutputFile::path)).toList();
  }

  public Optional<OutputFile> output(String path) {
    return outputs.stream().filter(o -> o.path().equals(path)).findFirst();
  }

  /// The bytes: 2 output files, 4 exit code, 6 digest of the log, 9 execution metadata (1 worker,
  /// 12 duration).
  public byte[] toBytes() {
    return Wire.message(out -> {
      for (OutputFile file : outputs) {
        Wire.write(
            out,
            2,
            Wire.message(message -> {
              message.writeString(1, file.path());
              Wire.write(message, 2, Wire.digest(file.digest()));
              if (file.executable()) {
                message.writeBool(4, true);
              }
            }));
      }
      if (exitCode != 0) {
        out.writeInt32(4, exitCode);
      }
      Wire.write(out, 6, Wire.digest(log));
      Wire.write(
          out,
          9,
          Wire.message(metadata -> {
            metadata.writeString(1, worker);
            if (seconds != 0) {
              Wire.write(metadata, 12, Wire.message(duration -> duration.writeInt64(1, seconds)));
            }
          }));
    });
  }

  static ActionResult read(byte[] bytes) throws IOException {
    List<OutputFile> outputs = new ArrayList<>();
    List<Integer> exitCodes = new ArrayList<>(List.of(0));
    List<Digest> logs = new ArrayList<>();
    StringBuilder worker = new StringBuilder();
    List<Long> seconds = new ArrayList<>(List.of(0L));
    Wire.read(
        CodedInputStream.newInstance(bytes),
        (field, in) -> {
          switch (field) {
            case 2 -> {
              Wire.Fields file = Wire.Fields.read(in.readByteArray());
              outputs.add(new OutputFile(file.string(1), file.digest(2), file.flag(4)));
            }
            case 4 -> exitCodes.add(in.readInt32());
            case 6 -> {
              Wire.Fields digest = Wire.Fields.read(in.readByteArray());
              logs.add(new Digest(digest.string(1), digest.number(2)));
            }
            case 9 -> {
              Wire.Fields metadata = Wire.Fields.read(in.readByteArray());
              worker.append(metadata.string(1));
              seconds.add(metadata.message(12).number(1));
            }
            default -> throw new IOException("unexpected field " + field);
          }
        });
    if (logs.isEmpty()) {
      throw new IOException("no log");
    }
    return new ActionResult(
        outputs, exitCodes.getLast(), logs.getLast(), worker.toString(), seconds.getLast());
  }
}
