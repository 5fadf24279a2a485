package org.asaman.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.asaman.crates.LockedCrates;
import org.asaman.crates.Vendored;
import org.asaman.exec.Toolchains;
import org.asaman.fetch.SourcePackage;
import org.asaman.lock.BuildPin;
import org.asaman.lock.BuildWheel;
import org.asaman.python.Interpreter;
import org.asaman.requirements.Hash;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.store.Store;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What was built from what, as the file `WHEEL.build.json` beside a wheel.
///
/// It holds nothing of when, where or by whom: the same build has the same record.
final class BuildRecord {
  /// Names the fields that a record of this program version has.
  static final String SCHEMA = "asaman/build-record/1";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private BuildRecord() {}

  static byte[] of(
      SourcePackage source,
      WheelMaker.Made made,
      Settings settings,
      Interpreter interpreter,
      Map<String, String> environment,
      String program,
      Store store,
      Optional<Map<String, Object>> root) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("schema", SCHEMA);
    record.put("program", program);
    record.put("name", source.name().toString());
    record.put("version", source.version().toString());
    record.put("wheel", wheel(made, settings));
    record.put("sdist", sdist(source.sdist()));
    record.put("action", made.action().digest().toString());
    record.put("build-system", buildSystem(source, made));
    record.put("build-requirements", requirements(made));
    made.attempt().crates().ifPresent(crates -> record.put("crates", crates(crates, store)));
    record.put("interpreter", interpreter(interpreter));
    root.ifPresent(facts -> record.put("root", facts));
    if (!made.pure() && root.isEmpty()) {
      record.put(
          "toolchain",
          made.action()
              .salt()
              .lines()
              .dropWhile(line -> !line.equals("toolchain"))
              .skip(1)
              .toList());
    }
    record.put("sandbox", made.attempt().result().worker());
    if (source.config().network()) {
      record.put("network", true);
    }
    record.put("source-date-epoch", settings.epoch());
    record.put("environment", environment);
    made.repaired().ifPresent(repaired -> record.put("repair", repair(repaired)));
    return bytes(record);
  }

  /// A record with another toolchain, if it has one.
  static byte[] withToolchain(byte[] recorded, Toolchains toolchain) {
    ObjectNode record = (ObjectNode) JSON.readTree(recorded);
    if (record.has("toolchain")) {
      record.set("toolchain", JSON.valueToTree(toolchain.fingerprint().lines().toList()));
    }
    return bytes(record);
  }

  private static byte[] bytes(Object record) {
    return (JSON.writeValueAsString(record) + "\n")
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Map<String, Object> wheel(WheelMaker.Made made, Settings settings) {
    Map<String, Object> wheel = new LinkedHashMap<>();
    wheel.put("filename", made.fileName());
    wheel.put("sha256", made.digest().hash());
    wheel.put("size", made.digest().size());
    wheel.put("pure", made.pure());
    wheel.put("canonical", !settings.raw());
    wheel.put("raw-sha256", made.raw().hash());
    wheel.put("changes", made.changes());
    wheel.put("remarks", made.remarks());
    return wheel;
  }

  /// What was done after the build, with what, and which libraries of the system the wheel got.
  private static Map<String, Object> repair(Repaired repaired) {
    Map<String, Object> repair = new LinkedHashMap<>();
    repaired.asked().platform().ifPresent(platform -> repair.put("asked", platform));
    repair.put("strip", repaired.asked().strip());
    repair.put("built", repaired.before());
    repaired.policy().ifPresent(policy -> repair.put("policy", policy));
    repair.put("action", repaired.action().toString());
    repair.put(
        "tools",
        repaired.tools().stream()
            .map(tool -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("name", tool.name().toString());
              fields.put("version", tool.version().toString());
              fields.put("installed", tool.fileName());
              fields.put("sha256", tool.digest().hash());
              return fields;
            })
            .toList());
    repair.put("stripped", repaired.stripped());
    repair.put("grafted", repaired.grafted().stream().map(BuildRecord::graft).toList());
    return repair;
  }

  private static Map<String, Object> graft(Repaired.Graft graft) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", graft.file());
    fields.put("sonames", graft.sonames());
    fields.put("path", graft.path());
    fields.put("sha256", graft.sha256());
    graft
        .from()
        .ifPresent(owner -> {
          Map<String, Object> from = new LinkedHashMap<>();
          from.put("type", owner.type());
          from.put("distribution", owner.distribution());
          from.put("name", owner.name());
          from.put("version", owner.version());
          fields.put("package", from);
        });
    return fields;
  }

  /// The record of a wheel that was taken from a folder and then repaired here.
  static byte[] ofReused(byte[] recorded, WheelMaker.Made made, Repaired repaired) {
    ObjectNode record = (ObjectNode) JSON.readTree(recorded);
    ((ObjectNode) record.path("wheel"))
        .put("filename", made.fileName())
        .put("sha256", made.digest().hash())
        .put("size", made.digest().size());
    record.set("repair", JSON.valueToTree(repair(repaired)));
    return bytes(record);
  }

  private static Map<String, Object> sdist(SourcePackage.SdistFile file) {
    Map<String, Object> sdist = new LinkedHashMap<>();
    sdist.put("filename", file.fileName());
    sdist.put("sha256", file.digest().hash());
    sdist.put("size", file.digest().size());
    file.url().ifPresent(url -> sdist.put("url", url.toString()));
    file.uploadTime().ifPresent(time -> sdist.put("upload-time", time.toString()));
    return sdist;
  }

  private static Map<String, Object> buildSystem(SourcePackage source, WheelMaker.Made made) {
    Map<String, Object> system = new LinkedHashMap<>();
    system.put("build-backend", source.buildSystem().backend());
    system.put("backend-path", source.buildSystem().backendPath());
    system.put("requires", texts(source.requires()));
    system.put("dynamic-requires", texts(made.attempt().dynamic()));
    if (!source.config().configSettings().isEmpty()) {
      system.put("config-settings", source.config().configSettings());
    }
    if (!source.config().facts().isEmpty()) {
      system.put("settings", source.config().facts());
    }
    return system;
  }

  private static Map<String, Object> requirements(WheelMaker.Made made) {
    Map<String, Object> requirements = new LinkedHashMap<>();
    made.attempt()
        .requirements()
        .asOf()
        .ifPresent(asOf -> {
          requirements.put("as-of", asOf.instant().toString());
          requirements.put("as-of-reason", asOf.reason().toString());
        });
    requirements.put(
        "undated", made.attempt().requirements().undated().stream().map(Object::toString).toList());
    Map<ProjectName, BuildWheel> wheels =
        made.attempt().wheels().stream()
            .collect(Collectors.toMap(BuildWheel::name, Function.identity()));
    requirements.put(
        "packages",
        made.attempt().requirements().pins().stream()
            .map(pin -> pin(pin, Optional.ofNullable(wheels.get(pin.name()))))
            .toList());
    return requirements;
  }

  private static Map<String, Object> pin(BuildPin pin, Optional<BuildWheel> installed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", pin.name().toString());
    fields.put("version", pin.version().toString());
    installed.ifPresent(wheel -> {
      fields.put("installed", wheel.fileName());
      fields.put("sha256", wheel.digest().hash());
      fields.put("from", wheel.origin().toString());
    });
    fields.put("hashes", pin.hashes().stream().map(Hash::toString).toList());
    return fields;
  }

  private static Map<String, Object> crates(Vendored vendored, Store store) {
    Map<String, Object> crates = new LinkedHashMap<>();
    LockedCrates locked = PackageCrates.locked(vendored, store);
    crates.put("locked", locked.crates().stream().map(Object::toString).toList());
    if (!locked.madeLocks().isEmpty()) {
      crates.put("made-locks", locked.madeLocks());
    }
    return crates;
  }

  private static Map<String, Object> interpreter(Interpreter interpreter) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("implementation", interpreter.implementation());
    fields.put("version", interpreter.version());
    fields.put("platform", interpreter.platform());
    fields.put("fingerprint", org.asaman.store.Digest.ofUtf8(interpreter.fingerprint()).hash());
    return fields;
  }

  private static List<String> texts(List<String> requirements) {
    return requirements.stream().map(text -> Requirement.parse(text).toString()).toList();
  }
}
