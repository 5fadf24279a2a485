package org.asaman.report;

import java.time.Duration;
import java.util.List;
import org.asaman.compare.Difference;
import org.asaman.verify.Cause;
import org.asaman.verify.Finding;
import org.asaman.verify.Rebuild;
import org.asaman.verify.Verdict;

/// Verdicts whose every text tries to be something else.
final class HostileVerdicts {
  static final List<String> TEXTS =
      List.of(
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(1)>",
          "' onclick='alert(1)",
          "</style></script></title></code><b>bold</b>",
          "<!-- <![CDATA[ -->",
          "&lt;i&gt;&#x3c;i&#x3e;",
          "javascript:alert(1)",
          "back\u202eward\u2066\u200b",
          "bell\u0007 escape\u001b[31m null\0 line\nline\rline\u2028",
          "lone \ud800 surrogate",
          "overview",
          "x".repeat(5000),
          "");

  private HostileVerdicts() {}

  static List<Verdict> all() {
    return TEXTS.stream().map(HostileVerdicts::of).toList();
  }

  static Difference difference(String text) {
    return new Difference(text, Difference.Kind.TEXT, text, text, text, List.of(text, "-" + text));
  }

  private static Verdict of(String text) {
    Finding finding =
        new Finding(
            Cause.TIME,
            List.of(text),
            List.of(text, text, text, text, text, text, text, text),
            text,
            text,
            List.of(difference(text)));
    return new Verdict(
        text,
        text,
        text,
        text,
        Verdict.Result.DIFFERENT,
        List.of(new Rebuild(text, text), new Rebuild("+", "")),
        List.of(finding),
        true,
        List.of(finding),
        List.of(text),
        List.of(text),
        Duration.ofSeconds(123));
  }
}
