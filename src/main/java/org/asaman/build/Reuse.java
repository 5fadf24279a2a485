package org.asaman.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.exec.ActionResult;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;
import org.asaman.store.Store;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Wheels in folders of the user's, by the actions that their records name.
///
/// A wheel is taken only if its bytes are those that its record states. One that was repaired or
/// stripped is not what its build gave, and is never taken.
final class Reuse {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long RECORD_LIMIT = 16L << 20;

  private final Store store;
  private final boolean canonical;
  private final Map<String, Path> records = new HashMap<>();

  /// Reads the records of the folders.
  ///
  /// @param canonical whether canonical wheels are wanted, or the backends' own
  Reuse(List<Path> folders, boolean canonical, Store store) {
    this.store = store;
    this.canonical = canonical;
    folders.forEach(this::read);
  }

  /// A wheel that can be taken, as the result of its action, and its record as it is.
  record Found(ActionResult result, Digest record) {}

  /// The wheel whose record names the action, if it is there and its bytes check.
  Optional<Found> find(Digest action) {
    return Optional.ofNullable(records.get(action.toString())).flatMap(this::take);
  }

  private void read(Path folder) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*.whl" + OutputFolder.RECORD_SUFFIX)) {
      for (Path file : files) {
        parse(file).ifPresent(json -> records.put(json.path("action").asString(""), file));
      }
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(folder.toString(), "is not a folder that can be read", ""), e);
    }
  }

  private Optional<JsonNode> parse(Path record) {
    try {
      if (!Files.isRegularFile(record) || Files.size(record) > RECORD_LIMIT) {
        return Optional.empty();
      }
      JsonNode json = JSON.readTree(Files.readString(record));
      boolean fits =
          json.path("schema").asString("").equals(BuildRecord.SCHEMA)
              && json.path("wheel").path("canonical").asBoolean(false) == canonical
              && !json.has("repair");
      return fits ? Optional.of(json) : Optional.empty();
    } catch (IOException | JacksonException _) {
      return Optional.empty(); // not a record of ours: nothing to take
    }
  }

  private Optional<Found> take(Path record) {
    String recordName = String.valueOf(record.getFileName());
    String name =
        recordName.substring(0, recordName.length() - OutputFolder.RECORD_SUFFIX.length());
    Path wheel = record.resolveSibling(name);
    Optional<JsonNode> json = parse(record);
    if (json.isEmpty() || !Files.isRegularFile(wheel, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Digest digest = store.putFile(wheel);
    JsonNode stated = json.get().path("wheel");
    if (!stated.path("sha256").asString("").equals(digest.hash())
        || !stated.path("filename").asString("").equals(name)) {
      return Optional.empty();
    }
    byte[] answer = JSON.writeValueAsBytes(Map.of("wheel", name));
    List<ActionResult.OutputFile> outputs =
        List.of(
            new ActionResult.OutputFile(BuildActions.OUTPUT + "/" + name, digest, false),
            new ActionResult.OutputFile(
                BuildActions.OUTPUT + "/result.json", store.put(answer), false));
    String worker = json.get().path("sandbox").asString("");
    ActionResult result = new ActionResult(outputs, 0, store.put(new byte[0]), worker, 0);
    return Optional.of(new Found(result, store.putFile(record)));
  }
}
