package org.asaman.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// METADATA, RECORD, JSON and plain text.
final class FieldsTest {

  private static List<Difference> metadata(String left, String right) throws Unreadable {
    return HeaderFields.compare(
        "METADATA", Difference.Kind.METADATA, left.getBytes(UTF_8), right.getBytes(UTF_8));
  }

  private static List<Difference> json(String left, String right) throws Unreadable {
    return JsonFields.compare("a.json", left.getBytes(UTF_8), right.getBytes(UTF_8));
  }

  private static List<Difference> text(String left, String right) throws Unreadable {
    return TextLines.compare("a.py", left.getBytes(UTF_8), right.getBytes(UTF_8));
  }

  @Test
  void metadataIsToldByField() throws Unreadable {
    List<Difference> found =
        metadata(
            "Name: demo\nRequires-Dist: a\nRequires-Dist: b\n\nOne\nTwo\n",
            "Name: demo\nrequires-dist: b\nRequires-Dist: c\nSummary: s\n\nOne\n2\n");
    assertThat(found.stream().map(Difference::place))
        .containsExactly("field Requires-Dist", "field Summary", "description");
    assertThat(found.get(0).lines()).containsExactly("-a", "+c");
    assertThat(found.get(1).left()).isEmpty();
    assertThat(found.get(2).lines()).contains("-Two", "+2");
  }

  @Test
  void valuesInAnotherOrderAreSaidToBe() throws Unreadable {
    Difference found =
        metadata("Classifier: a\nClassifier: b\n", "Classifier: b\nClassifier: a\n").getFirst();
    assertThat(found.lines()).containsExactly("the same values in another order");
    assertThat(metadata("A: 1\nB: 2\n", "B: 2\nA: 1\n").getFirst().place())
        .isEqualTo("field order");
  }

  @Test
  void jsonIsToldByThePathOfTheField() throws Unreadable {
    List<Difference> found =
        json(
            "{\"metadata\": {\"timestamp\": \"a\", \"x y\": [1, 2]}}",
            "{\"metadata\": {\"timestamp\": \"b\", \"x y\": [1, 3, {}]}}");
    assertThat(found.stream().map(Difference::place))
        .containsExactly(
            "field $.metadata.timestamp",
            "field $.metadata[\"x y\"][1]",
            "field $.metadata[\"x y\"][2]");
    assertThat(found.getFirst().kind()).isEqualTo(Difference.Kind.JSON);
  }

  @Test
  void jsonThatIsWrittenOtherwiseOrIsNoneIsLeftToOthers() throws Unreadable {
    assertThat(json("{\"a\":1}", "{ \"a\": 1 }")).isEmpty();
    assertThatThrownBy(() -> json("{\"a\":1,\"a\":2}", "{}")).isInstanceOf(Unreadable.class);
    assertThatThrownBy(() -> json("[".repeat(100_000), "[]")).isInstanceOf(Unreadable.class);
  }

  @Test
  void theNumberOfPlacesIsBounded() throws Unreadable {
    String many = "[" + "1,".repeat(5000) + "1]";
    List<Difference> found = json(many, many.replace('1', '2'));
    assertThat(found).hasSize(51);
    assertThat(found.getLast().place()).isEqualTo("more fields");
    List<Difference> lines = text("a\n".repeat(100), "b\n".repeat(100));
    assertThat(lines).hasSize(51);
    assertThat(lines.getLast().place()).isEqualTo("more lines");
  }

  @Test
  void changedLinesAreToldOneByOne() throws Unreadable {
    List<Difference> found = text("a\nb\nc\n", "a\nB\nc\n");
    assertThat(found)
        .containsExactly(
            new Difference("a.py", Difference.Kind.TEXT, "line 2", "b", "B", List.of()));
  }

  @Test
  void insertedAndRemovedLinesAreToldAsAUnifiedDiff() throws Unreadable {
    List<Difference> found = text("a\nb\nc\nd\n", "a\nx\ny\nz\nd\nend\n");
    assertThat(found.stream().map(Difference::place)).containsExactly("lines 2-3", "line 5");
    assertThat(found.getFirst().lines())
        .containsExactly("@@ -1,5 +1,6 @@", " a", "-b", "-c", "+x", "+y", "+z", " d", " ");
  }

  @Test
  void longTextsWithoutACommonLineEndSoon() throws Unreadable {
    StringBuilder left = new StringBuilder();
    StringBuilder right = new StringBuilder("one more\n");
    for (int i = 0; i < 50_000; i++) {
      left.append("left ").append(i).append('\n');
      right.append("right ").append(i).append('\n');
    }
    List<Difference> found = text(left.toString(), right.toString());
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().place()).isEqualTo("lines 1-50000");
    assertThat(found.getFirst().lines()).hasSizeLessThan(60);
  }

  @Test
  void whatIsShownIsPrintableAndCutWhereTheDifferenceIs() throws Unreadable {
    Difference escape = text("\u001b[31mred\n", "\u202eder\n").getFirst();
    assertThat(escape.left()).isEqualTo("\\u001b[31mred");
    assertThat(escape.right()).isEqualTo("\\u202eder");
    Difference far = text("x".repeat(5000) + "a\n", "x".repeat(5000) + "b\n").getFirst();
    assertThat(far.left()).hasSizeLessThanOrEqualTo(200).startsWith("…").endsWith("a");
  }

  @Test
  void rowsOfRecordThatFollowFromMembersAreNotTold() {
    byte[] left = "a.py,sha256=1,1\nb.py,sha256=1,1\nd/RECORD,,\n".getBytes(UTF_8);
    byte[] right = "a.py,sha256=2,1\nb.py,sha256=1,1\nd/RECORD,,\n".getBytes(UTF_8);
    assertThat(RecordRows.compare("RECORD", left, right, Set.of("a.py", "d/RECORD"))).isEmpty();
    Difference row = RecordRows.compare("RECORD", left, right, Set.of("d/RECORD")).getFirst();
    assertThat(row.place()).isEqualTo("row a.py");
    assertThat(row.left()).isEqualTo("sha256=1,1");
    byte[] moved = "b.py,sha256=1,1\na.py,sha256=1,1\nd/RECORD,,\n".getBytes(UTF_8);
    assertThat(RecordRows.compare("RECORD", left, moved, Set.of()).getFirst().place())
        .isEqualTo("row order");
    byte[] windows = new String(left, UTF_8).replace("\n", "\r\n").getBytes(UTF_8);
    assertThat(RecordRows.compare("RECORD", left, windows, Set.of()).getFirst().place())
        .isEqualTo("form");
  }
}
