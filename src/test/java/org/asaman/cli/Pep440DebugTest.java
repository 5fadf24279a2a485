package org.asaman.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class Pep440DebugTest {
  private static final Path ORACLE = Path.of("src/test/python/packaging_oracle.py");
  private static final Path PACKAGING = Path.of("target/oracle/packaging-26.3");
  private static final int FUZZ_SEED = 26_3;
  private static final int FUZZ_QUESTIONS = 6000;

  private final JsonMapper json = new JsonMapper();
  private final Pep440Debug debug = new Pep440Debug();

  @Test
  void answersLikePackagingOnItsOwnTestData() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(getClass().getResourceAsStream("pep440.jsonl.gz"));
        BufferedReader rows =
            new BufferedReader(new InputStreamReader(new GZIPInputStream(in), UTF_8))) {
      List<String> lines = rows.lines().toList();
      assertThat(lines).hasSizeGreaterThan(30_000);
      assertThat(wrongAnswers(lines)).isEmpty();
    }
  }

  @Test
  void answersLikePackagingOnRandomQuestions() throws Exception {
    assumeTrue(
        Files.isDirectory(PACKAGING)
            || python(
                        "-m",
                        "pip",
                        "install",
                        "-q",
                        "--target",
                        PACKAGING.toString(),
                        "packaging==26.3")
                    .exitCode()
                == 0,
        "pip cannot install packaging here");
    Answered oracle =
        python(
            ORACLE.toString(), "fuzz", String.valueOf(FUZZ_SEED), String.valueOf(FUZZ_QUESTIONS));
    assertThat(oracle.exitCode()).as(oracle.output()).isZero();
    List<String> rows = oracle.output().lines().toList();
    assertThat(rows).hasSize(FUZZ_QUESTIONS);
    assertThat(wrongAnswers(rows)).as("seed %s", FUZZ_SEED).isEmpty();
  }

  @Test
  void answersEveryLineInItsOrder() throws IOException {
    StringWriter answers = new StringWriter();
    String questions =
        """
        {"op":"version","v":"1.0.RC-1"}
        {"op":"compare","a":"1.0","b":"1.0.post1"}
        {"op":"match","spec":"~=1.4","v":"1.4.2"}
        {"op":"pick","spec":">=1","vs":["1.0","2.0rc1"]}
        {"op":"pick","spec":">=3","vs":["1.0","2.0rc1"]}
        {"op":"name","n":"A__b"}
        """;
    debug.run(new BufferedReader(new StringReader(questions)), new PrintWriter(answers));
    assertThat(answers.toString().lines())
        .containsExactly(
            "{\"ok\":\"1.0rc1\"}",
            "{\"ok\":-1}",
            "{\"ok\":true}",
            "{\"ok\":\"1.0\"}",
            "{\"ok\":null}",
            "{\"ok\":\"a-b\"}");
  }

  @Test
  void answersNonsenseWithAnError() {
    for (String nonsense :
        List.of("", "{", "[]", "1", "{\"op\":1}", "{\"op\":\"x\"}", "{\"op\":\"version\"}")) {
      assertThat(debug.answer(nonsense)).startsWith("{\"error\":\"");
    }
  }

  private List<String> wrongAnswers(List<String> rows) {
    List<String> wrong = new ArrayList<>();
    for (String row : rows) {
      JsonNode parsed = json.readTree(row);
      if (isStricter(parsed.get("question"))) {
        assertThat(debug.answer(parsed.get("question").toString())).startsWith("{\"error\"");
        continue;
      }
      JsonNode expected = parsed.get("answer");
      JsonNode actual = json.readTree(debug.answer(parsed.get("question").toString()));
      boolean right = expected.has("ok") ? actual.equals(expected) : actual.has("error");
      if (!right) {
        wrong.add(row + " but was " + actual);
      }
    }
    return wrong;
  }

  /// Wheels whose names are no project's, or not safe as a file's name, are refused here on
  /// purpose.
  private static boolean isStricter(JsonNode question) {
    String fileName = question.path("f").asString("a");
    String project = fileName.replaceFirst("-.*", "");
    return !project.matches("(?i)[a-z0-9]([a-z0-9._]*[a-z0-9])?")
        || fileName.matches("(?s).*[/\\\\\\p{Cc}].*");
  }

  private record Answered(int exitCode, String output) {}

  private static Answered python(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of("python3"), Stream.of(arguments)).toList());
    builder.environment().put("PYTHONPATH", PACKAGING.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Answered(process.waitFor(), output);
  }
}
