package org.asaman.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.asaman.verify.Finding;
import org.asaman.verify.Rebuild;
import org.asaman.verify.Verdict;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Verdicts as JSON, in the form `asaman/verify/1`.
public final class VerdictJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private VerdictJson() {}

  /// The document, with a line end after it.
  ///
  /// @param program name and version, such as `asaman 1.0.0`
  public static String of(String program, List<Verdict> verdicts) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", "asaman/verify/1");
    document.put("program", program);
    document.put("wheels", verdicts.stream().map(VerdictJson::wheel).toList());
    return JSON.writeValueAsString(document) + "\n";
  }

  private static Map<String, Object> wheel(Verdict verdict) {
    Map<String, Object> wheel = new LinkedHashMap<>();
    wheel.put("name", verdict.name());
    wheel.put("version", verdict.version());
    wheel.put("filename", verdict.filename());
    wheel.put("sha256", verdict.sha256());
    wheel.put("verdict", verdict.result().toString());
    wheel.put("rebuilds", verdict.rebuilds().stream().map(VerdictJson::rebuild).toList());
    wheel.put("causes", verdict.causes().stream().map(VerdictJson::finding).toList());
    wheel.put("naked-tried", verdict.nakedTried());
    wheel.put("naked", verdict.naked().stream().map(VerdictJson::finding).toList());
    wheel.put("notes", verdict.notes());
    if (verdict.result() == Verdict.Result.UNBUILDABLE) {
      wheel.put("problem", verdict.problem());
    }
    wheel.put("seconds", verdict.time().toMillis() / 1000.0);
    return wheel;
  }

  private static Map<String, Object> rebuild(Rebuild rebuild) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("variation", rebuild.variation());
    entry.put("sha256", rebuild.sha256());
    return entry;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("cause", finding.cause().toString());
    entry.put("variations", finding.variations());
    entry.put("members", finding.members());
    entry.put("detail", finding.detail());
    entry.put("hint", finding.hint());
    entry.put(
        "differences", finding.differences().stream().map(ComparisonJson::difference).toList());
    return entry;
  }
}
