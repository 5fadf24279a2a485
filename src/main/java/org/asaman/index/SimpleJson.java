package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.asaman.requirements.Hash;
import tools.jackson.databind.JsonNode;

/// The JSON form of a project page: PEP 691, 592 and 700. What an entry holds beside that is
/// ignored; an entry without a name or address is left out.
final class SimpleJson {
  private SimpleJson() {}

  /// @throws IllegalArgumentException if it is no such page
  static List<DistributionFile> read(URI page, InputStream body) throws IOException {
    JsonNode json = Json.read(body);
    SimplePage.checkVersion(json.path("meta").path("api-version").asString("1.0"));
    if (!json.path("files").isArray()) {
      throw new IllegalArgumentException("it lists no files");
    }
    return json.path("files").valueStream().flatMap(entry -> file(page, entry)).toList();
  }

  private static Stream<DistributionFile> file(URI page, JsonNode entry) {
    Optional<String> name = text(entry, "filename").filter(DistributionFile::isFileName);
    Optional<URI> url = text(entry, "url").flatMap(href -> Links.resolve(page, href));
    if (name.isEmpty() || url.isEmpty()) {
      return Stream.empty();
    }
    return Stream.of(
        new DistributionFile(
            name.get(),
            Urls.withoutFragment(url.get()),
            hashes(entry.path("hashes")),
            text(entry, "upload-time").flatMap(SimpleJson::instant),
            size(entry.path("size")),
            text(entry, "requires-python"),
            yanked(entry.path("yanked"))));
  }

  private static Optional<String> text(JsonNode entry, String name) {
    return entry.path(name).stringValueOpt().filter(text -> !text.isBlank());
  }

  private static List<Hash> hashes(JsonNode hashes) {
    return hashes
        .propertyStream()
        .flatMap(entry ->
            entry.getValue().stringValueOpt().stream()
                .flatMap(hex -> DistributionFile.hash(entry.getKey(), hex).stream()))
        .sorted()
        .toList();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static OptionalLong size(JsonNode size) {
    return size.canConvertToLong() && size.isIntegralNumber() && size.longValue() >= 0
        ? OptionalLong.of(size.longValue())
        : OptionalLong.empty();
  }

  private static Optional<String> yanked(JsonNode yanked) {
    return yanked.isBoolean() && yanked.booleanValue()
        ? Optional.of("")
        : yanked.stringValueOpt().filter(reason -> !reason.isEmpty());
  }
}
