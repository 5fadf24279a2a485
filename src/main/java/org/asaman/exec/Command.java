package org.asaman.exec;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an action runs, as REAPI's `Command`.
///
/// `workingDirectory` and `outputPaths` are relative, to the input root and to the working
/// directory.
public record Command(
    List<String> arguments,
    SortedMap<String, String> environment,
    String workingDirectory,
    List<String> outputPaths) {

  public Command {
    arguments = List.copyOf(arguments);
    environment = new TreeMap<>(environment);
    outputPaths = outputPaths.stream().sorted().toList();
  }

  /// The canonical bytes: 1 arguments, 2 environment variables, 6 working directory, 7 output
  /// paths.
  public byte[] toBytes() {
    return Wire.message(out -> {
      for (String argument : arguments) {
        out.writeString(1, argument);
      }
      for (var variable : environment.entrySet()) {
        Wire.write(
            out,
            2,
            Wire.message(pair -> {
              pair.writeString(1, variable.getKey());
              pair.writeString(2, variable.getValue());
            }));
      }
      out.writeString(6, workingDirectory);
      for (String path : outputPaths) {
        out.writeString(7, path);
      }
    });
  }

  static Command read(byte[] bytes) throws IOException {
    List<String> arguments = new ArrayList<>();
    SortedMap<String, String> environment = new TreeMap<>();
    List<String> outputPaths = new ArrayList<>();
    StringBuilder workingDirectory = new StringBuilder();
    Wire.read(
        CodedInputStream.newInstance(bytes),
        (field, in) -> {
          byte[] value = in.readByteArray();
          switch (field) {
            case 1 -> arguments.add(new String(value, StandardCharsets.UTF_8));
            case 2 -> {
              Wire.Fields pair = Wire.Fields.read(value);
              environment.put(pair.string(1), pair.string(2));
            }
            case 6 -> workingDirectory.append(new String(value, StandardCharsets.UTF_8));
            case 7 -> outputPaths.add(new String(value, StandardCharsets.UTF_8));
            default -> throw new IOException("unexpected field " + field);
          }
        });
    return new Command(arguments, environment, workingDirectory.toString(), outputPaths);
  }
}
