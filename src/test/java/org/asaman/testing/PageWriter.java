package org.asaman.testing;

import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import tools.jackson.databind.json.JsonMapper;

/// Writes the entries of a project page in the two forms of the simple repository API.
final class PageWriter {
  private PageWriter() {}

  static String json(String project, List<Map<String, Object>> entries) {
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of("meta", Map.of("api-version", "1.1"), "name", project, "files", entries));
  }

  static String html(List<Map<String, Object>> entries) {
    Document page = Document.createShell("");
    page.head()
        .appendElement("meta")
        .attr("name", "pypi:repository-version")
        .attr("content", "1.0");
    for (Map<String, Object> entry : entries) {
      Element link = page.body().appendElement("a").text(String.valueOf(entry.get("filename")));
      String fragment =
          entry.get("hashes") instanceof Map<?, ?> hashes && hashes.get("sha256") != null
              ? "#sha256=" + hashes.get("sha256")
              : "";
      link.attr("href", entry.get("url") + fragment);
      if (entry.get("requires-python") instanceof String python) {
        link.attr("data-requires-python", python);
      }
      if (entry.containsKey("yanked")) {
        link.attr("data-yanked", String.valueOf(entry.get("yanked")));
      }
    }
    return page.outerHtml();
  }
}
