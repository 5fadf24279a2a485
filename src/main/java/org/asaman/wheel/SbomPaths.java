package org.asaman.wheel;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The folder that all file addresses of a document lie in: where it was built.
///
/// @param folder without a slash at its end; nothing if there are no such addresses
record SbomPaths(Optional<String> folder) {
  /// An absolute path of this machine, as in `path+file:///tmp/build/src#name@1.0`.
  private static final Pattern FILE = Pattern.compile("file://(/[^#?\\s]*)");

  static SbomPaths of(JsonNode document) {
    return new SbomPaths(
        texts(document)
            .flatMap(text -> FILE.matcher(text).results())
            .map(match -> match.group(1))
            .reduce(SbomPaths::common));
  }

  private static Stream<String> texts(JsonNode node) {
    return switch (node) {
      case StringNode text -> Stream.of(text.asString());
      case ObjectNode object -> object.valueStream().flatMap(SbomPaths::texts);
      case ArrayNode array -> array.valueStream().flatMap(SbomPaths::texts);
      default -> Stream.empty();
    };
  }

  private static String common(String left, String right) {
    List<String> a = List.of(left.split("/"));
    List<String> b = List.of(right.split("/"));
    int same = 0;
    while (same < Math.min(a.size(), b.size()) && a.get(same).equals(b.get(same))) {
      same++;
    }
    return String.join("/", a.subList(0, same));
  }

  /// The document with every such address relative to the folder.
  JsonNode relative(JsonNode node) {
    if (folder.isEmpty()) {
      return node;
    }
    return switch (node) {
      case StringNode text -> StringNode.valueOf(relative(text.asString()));
      case ObjectNode object -> {
        ObjectNode out = object.objectNode();
        object.properties().forEach(e -> out.set(e.getKey(), relative(e.getValue())));
        yield out;
      }
      case ArrayNode array -> {
        ArrayNode out = array.arrayNode();
        array.valueStream().map(this::relative).forEach(out::add);
        yield out;
      }
      default -> node;
    };
  }

  private String relative(String text) {
    return FILE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(below(match)));
  }

  private String below(MatchResult match) {
    String path = match.group(1);
    String rest = path.substring(Math.min(path.length(), folder.orElse("").length()));
    String name = rest.replaceAll("/+", "/").replaceAll("^/|/$", "");
    return "file:" + (name.isEmpty() ? "." : name);
  }
}
