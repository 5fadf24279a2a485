package org.asaman.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a root is and what it was made from: the file `NAME.packages.json`.
///
/// @param epoch the time of all members, in seconds since 1970
/// @param root the tar itself
record PackageList(
    String distribution,
    String suite,
    String architecture,
    long epoch,
    Digest root,
    List<KeptPackage> packages) {
  private static final String SCHEMA = "asaman/root/1";
  private static final long LARGEST = 64L << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  PackageList {
    packages = packages.stream().sorted(KeptPackage.ORDER).toList();
  }

  String toJson() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", SCHEMA);
    document.put("distribution", distribution);
    document.put("suite", suite);
    document.put("architecture", architecture);
    document.put("source-date-epoch", epoch);
    document.put("sha256", root.hash());
    document.put("size", root.size());
    document.put("packages", packages.stream().map(PackageList::fields).toList());
    return JSON.writeValueAsString(document) + "\n";
  }

  private static Map<String, Object> fields(KeptPackage each) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", each.name());
    fields.put("version", each.version());
    fields.put("architecture", each.architecture());
    fields.put("filename", each.filename());
    fields.put("sha256", each.digest().hash());
    fields.put("size", each.digest().size());
    return fields;
  }

  /// Reads what [#toJson] gives, and refuses everything else.
  static PackageList read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw refuse(file, "is too large to be a list of packages");
      }
      return of(JSON.readTree(Files.readAllBytes(file)), file);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              file.toString(),
              "cannot be read (" + Wording.why(e) + ")",
              "it is written beside a root and tells its packages"),
          e);
    } catch (JacksonException _) {
      throw refuse(file, "is not JSON");
    }
  }

  private static PackageList of(JsonNode json, Path file) {
    if (!json.path("schema").asString("").equals(SCHEMA)) {
      throw refuse(file, "does not have the schema " + SCHEMA);
    }
    List<KeptPackage> packages = new ArrayList<>();
    for (JsonNode each : json.path("packages")) {
      String filename = text(each, "filename", "[A-Za-z0-9][A-Za-z0-9.+~%_-]{0,250}\\.deb", file);
      packages.add(
          new KeptPackage(
              text(each, "name", RootRequest.PACKAGE, file),
              text(each, "version", "[A-Za-z0-9.+~:-]+", file),
              text(each, "architecture", "[a-z0-9-]+", file),
              filename,
              digest(each, file)));
    }
    if (packages.stream().map(KeptPackage::filename).distinct().count() != packages.size()) {
      throw refuse(file, "names a file twice");
    }
    return new PackageList(
        text(json, "distribution", "[a-z]+", file),
        text(json, "suite", RootRequest.SUITE, file),
        text(json, "architecture", "[a-z0-9-]+", file),
        number(json, "source-date-epoch", file),
        digest(json, file),
        packages);
  }

  private static Digest digest(JsonNode json, Path file) {
    return new Digest(text(json, "sha256", "[0-9a-f]{64}", file), number(json, "size", file));
  }

  private static String text(JsonNode json, String field, String form, Path file) {
    String text = json.path(field).asString("");
    if (!text.matches(form)) {
      throw refuse(file, "has no usable " + field + " ('" + text + "')");
    }
    return text;
  }

  private static long number(JsonNode json, String field, Path file) {
    JsonNode number = json.path(field);
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
      throw refuse(file, "has no usable " + field);
    }
    return number.asLong();
  }

  private static AsamanException refuse(Path file, String what) {
    return new AsamanException(
        new Problem.BadFile(file.toString(), what, "use the one that asaman root wrote"));
  }
}
