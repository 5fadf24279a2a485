package org.asaman.build;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.config.Config;
import org.asaman.crates.Crate;
import org.asaman.crates.LockedCrates;
import org.asaman.fetch.Wanted;
import org.asaman.index.DistributionFile;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.requirements.Hash;
import org.asaman.requirements.Origin;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.Target;
import org.asaman.requirements.Version;
import org.asaman.store.Digest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A wheel with the record beside it, from which it can be built again.
///
/// @param epoch the SOURCE_DATE_EPOCH of its build
/// @param job builds it from the sdist and with the very build requirements that the record names
public record RecordedWheel(
    Path wheel, Path record, Digest digest, String subject, long epoch, Job job) {
  private static final JsonMapper JSON = new JsonMapper();

  /// The end of 2107, as of the times in a zip.
  private static final long LAST_EPOCH = 4_354_819_199L;

  private static final long RECORD_LIMIT = 16L << 20;

  /// Reads the record of a wheel, and holds the wheel against it.
  public static RecordedWheel read(Path wheel) {
    Path record = Path.of(wheel + OutputFolder.RECORD_SUFFIX);
    try {
      Digest digest = Digest.of(Files.readAllBytes(wheel));
      if (!Files.isRegularFile(record) || Files.size(record) > RECORD_LIMIT) {
        throw refused(
            wheel, "has no record beside it", "verify what it was built of with -r, -s or -d");
      }
      return read(wheel, record, digest, JSON.readTree(Files.readString(record)));
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(wheel.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new AsamanException(
          new Problem.BadFile(record.toString(), "is no build record", "build the wheel again"), e);
    }
  }

  private static RecordedWheel read(Path wheel, Path record, Digest digest, JsonNode json) {
    if (!json.path("schema").asString("").equals(BuildRecord.SCHEMA)) {
      throw refused(record, "has not the schema " + BuildRecord.SCHEMA, "build the wheel again");
    }
    String stated = json.path("wheel").path("sha256").asString("");
    if (!stated.equals(digest.hash())) {
      throw new AsamanException(
          new Problem.HashMismatch(
              wheel.toString(), List.of("sha256:" + stated), "sha256:" + digest.hash()));
    }
    if (!json.path("wheel").path("canonical").asBoolean(false)) {
      throw refused(wheel, "has the backend's own bytes (--raw)", "verify its sdist with -r or -s");
    }
    if (json.path("build-system").has("settings")) {
      throw refused(
          wheel, "was built with settings of asaman.toml", "verify it with -r, beside that file");
    }
    if (!json.path("interpreter").isObject() || !json.path("build-requirements").isObject()) {
      throw new IllegalArgumentException("incomplete");
    }
    ProjectName name = ProjectName.of(json.path("name").asString(""));
    Version version = Version.parse(json.path("version").asString(""));
    return new RecordedWheel(
        wheel, record, digest, name + " " + version, epoch(json), job(record, json, name, version));
  }

  private static long epoch(JsonNode json) {
    long epoch = json.path("source-date-epoch").asLong(-1);
    if (epoch < 0 || epoch > LAST_EPOCH) {
      throw new IllegalArgumentException("a time that no wheel has");
    }
    return epoch;
  }

  private static Job job(Path record, JsonNode json, ProjectName name, Version version) {
    DistributionFile sdist = sdist(json.path("sdist"));
    RequirementLine line =
        new RequirementLine(
            new Origin(record.toString(), 0),
            new Target.Named(Requirement.parse(name + "==" + version)),
            sdist.hashes(),
            configSettings(json.path("build-system").path("config-settings")),
            List.of(),
            name + "==" + version);
    List<BuildPin> pins =
        json.path("build-requirements")
            .path("packages")
            .valueStream()
            .map(pin -> pin(record, pin))
            .toList();
    List<String> dynamic =
        json.path("build-system")
            .path("dynamic-requires")
            .valueStream()
            .map(JsonNode::asString)
            .toList();
    return new Job(
        new Wanted.Line(line, Config.NONE, Optional.of(sdist)),
        Optional.empty(),
        Optional.of(
            new Job.Recorded(
                record, pins, dynamic, crates(json.path("crates")), repair(json.path("repair")))));
  }

  private static LockedCrates crates(JsonNode json) {
    SortedMap<String, String> locks = new TreeMap<>();
    json.path("made-locks")
        .propertyStream()
        .forEach(lock -> locks.put(lock.getKey(), lock.getValue().asString("")));
    return new LockedCrates(
        json.path("locked").valueStream().map(crate -> Crate.parse(crate.asString(""))).toList(),
        locks);
  }

  /// A wheel that was repaired for a tag of the user's choice must reach that tag again.
  private static Repair repair(JsonNode json) {
    return new Repair(
        Optional.ofNullable(json.path("asked").asString(null)),
        json.path("strip").asBoolean(false));
  }

  private static DistributionFile sdist(JsonNode json) {
    String fileName = json.path("filename").asString("");
    return new DistributionFile(
        fileName,
        URI.create(json.path("url").asString("file:///nowhere/")),
        List.of(new Hash("sha256", json.path("sha256").asString(""))),
        Optional.ofNullable(json.path("upload-time").asString(null)).map(Instant::parse),
        OptionalLong.of(json.path("size").asLong()),
        Optional.empty(),
        Optional.empty());
  }

  /// The one file that was installed stands for a build requirement, and no other of its version.
  private static BuildPin pin(Path record, JsonNode json) {
    if (json.path("from").asString("").equals(BuildWheel.Origin.SOURCE.toString())) {
      throw refused(
          record,
          "names build requirements that were built from source",
          "verify with -r and --build-deps=source");
    }
    return new BuildPin(
        ProjectName.of(json.path("name").asString("")),
        Version.parse(json.path("version").asString("")),
        List.of(new Hash("sha256", json.path("sha256").asString(""))));
  }

  private static Map<String, List<String>> configSettings(JsonNode json) {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    json.propertyStream()
        .forEach(setting -> {
          List<String> values = new ArrayList<>();
          setting.getValue().valueStream().map(JsonNode::asString).forEach(values::add);
          settings.put(setting.getKey(), values);
        });
    return settings;
  }

  private static AsamanException refused(Path file, String what, String hint) {
    return new AsamanException(new Problem.BadFile(file.toString(), what, hint));
  }
}
