package org.asaman.wheel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.asaman.store.Digest;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A bill of materials that a build put into its wheel (PEP 770), in canonical form: without the
/// moment, the number and the folder of the build, and in one order.
///
/// @param how what was made canonical, as fragments; empty if no byte was changed
record Sbom(String text, List<String> how) {
  Sbom {
    how = List.copyOf(how);
  }

  byte[] content() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final int MOST_DEPTH = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /// Lists of CycloneDX and SPDX whose order says nothing.
  private static final Set<String> UNORDERED =
      Set.of(
          "components",
          "dependencies",
          "dependsOn",
          "provides",
          "hashes",
          "licenses",
          "externalReferences",
          "properties",
          "tools",
          "packages",
          "files",
          "relationships",
          "externalRefs",
          "externalDocumentRefs",
          "checksums",
          "hasFiles",
          "documentDescribes",
          "hasExtractedLicensingInfos",
          "licenseInfoFromFiles",
          "licenseInfoInFiles");

  private static final Pattern UUID =
      Pattern.compile(
          "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

  private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

  /// The canonical form of a file, or nothing if it is no SBOM of a kind that is known: CycloneDX
  /// or SPDX 2, in JSON.
  ///
  /// @param epochSecond the moment that it tells as its own
  static Optional<Sbom> canonical(byte[] content, long epochSecond) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      if (JSON.readTree(text) instanceof ObjectNode root && Kind.of(root).isPresent()) {
        Sbom made = make(root, Kind.of(root).get(), epochSecond);
        return Optional.of(text.equals(made.text()) ? new Sbom(text, List.of()) : made)
            .filter(_ -> StandardCharsets.UTF_8.newEncoder().canEncode(made.text()));
      }
      return Optional.empty();
    } catch (CharacterCodingException | JacksonException _) {
      return Optional.empty();
    }
  }

  /// Where a document of its kind says when it was made, and which one of all it is.
  private enum Kind {
    CYCLONEDX("metadata", "timestamp", "serialNumber"),
    SPDX("creationInfo", "created", "documentNamespace");

    private final String about;
    private final String time;
    private final String serial;

    Kind(String about, String time, String serial) {
      this.about = about;
      this.time = time;
      this.serial = serial;
    }

    static Optional<Kind> of(ObjectNode root) {
      return root.path("bomFormat").asString("").equals("CycloneDX")
          ? Optional.of(CYCLONEDX)
          : root.path("spdxVersion").asString("").startsWith("SPDX-2.")
              ? Optional.of(SPDX)
              : Optional.empty();
    }
  }

  private static Sbom make(ObjectNode root, Kind kind, long epochSecond) {
    List<String> how = new ArrayList<>();
    if (root.path(kind.about) instanceof ObjectNode about
        && set(about, kind.time, Instant.ofEpochSecond(epochSecond).toString())) {
      how.add("its time");
    }
    JsonNode placed = SbomPaths.of(root).relative(root);
    if (!placed.equals(root)) {
      how.add("paths of the build");
    }
    ObjectNode sorted = (ObjectNode) sorted("", placed);
    String serial = sorted.path(kind.serial).asString("");
    if (UUID.matcher(serial).find()) {
      set(sorted, kind.serial, UUID.matcher(serial).replaceAll(NO_UUID));
      String derived = uuid(Digest.ofUtf8(text(sorted)));
      set(sorted, kind.serial, UUID.matcher(serial).replaceAll(derived));
      if (!sorted.path(kind.serial).asString("").equals(serial)) {
        how.add("its serial number");
      }
    }
    how.add("order and white space");
    return new Sbom(text(sorted), how);
  }

  /// Sets a text that is there; false if it is not there or was the same.
  private static boolean set(ObjectNode object, String key, String text) {
    if (object.path(key) instanceof StringNode was && !was.asString().equals(text)) {
      object.put(key, text);
      return true;
    }
    return false;
  }

  /// The same with its keys in order, and its lists where their order says nothing.
  private static JsonNode sorted(String key, JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode out = JSON.createObjectNode();
        for (String name : new TreeSet<>(object.propertyNames())) {
          out.set(name, sorted(name, object.get(name)));
        }
        yield out;
      }
      case ArrayNode array -> {
        List<JsonNode> all =
            new ArrayList<>(array.valueStream().map(child -> sorted("", child)).toList());
        if (UNORDERED.contains(key)) {
          record Keyed(String text, JsonNode node) {}
          all =
              all.stream()
                  .map(child -> new Keyed(JSON.writeValueAsString(child), child))
                  .sorted(Comparator.comparing(Keyed::text))
                  .map(Keyed::node)
                  .toList();
        }
        ArrayNode out = JSON.createArrayNode();
        all.forEach(out::add);
        yield out;
      }
      default -> node;
    };
  }

  private static String text(JsonNode node) {
    return JSON.writeValueAsString(node) + "\n";
  }

  /// A UUID of a content, of the version that is left to applications (RFC 9562, version 8).
  private static String uuid(Digest content) {
    String hex = content.hash();
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        "8" + hex.substring(13, 16),
        "8" + hex.substring(17, 20),
        hex.substring(20, 32));
  }
}
