package org.asaman.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.asaman.store.Digest;
import org.asaman.verify.Verdict;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class VerdictPageTest {
  private static final List<Verdict> SAMPLE = SampleVerdicts.all();

  @Test
  void thePageEqualsItself() {
    assertThat(page(SAMPLE)).isEqualTo(page(SampleVerdicts.all()));
  }

  @Test
  void saysHowManyWheelsAreReproducible() {
    Document page = parsed(SAMPLE);
    assertThat(page.title()).isEqualTo("91 of 94 wheels are reproducible");
    assertThat(page.expectFirst(".headline").text()).isEqualTo(page.title());
    assertThat(page.select(".totals dd").eachText())
        .startsWith("91 96.8 %", "2 2.1 %", "1 1.0 %", "744");
  }

  @Test
  void aShareIsNeverRoundedToAllOrNothing() {
    assertThat(Words.percent(9999, 10000)).isEqualTo("99.9 %");
    assertThat(Words.percent(1, 10000)).isEqualTo("0.1 %");
    assertThat(Words.percent(7, 7)).isEqualTo("100 %");
  }

  @Test
  void everyPackageHasItsSectionAndALinkToIt() {
    Document page = parsed(SAMPLE);
    assertThat(page.select("section.package")).hasSameSizeAs(SAMPLE);
    for (Verdict verdict : SAMPLE) {
      String anchor = verdict.name() + "-" + verdict.version();
      assertThat(page.expectFirst("[id=" + anchor + "] h2").text()).isEqualTo(verdict.subject());
      assertThat(page.select("#packages a[href=#" + anchor + "]")).hasSize(1);
    }
  }

  @Test
  void everyLinkLeadsToAPlaceOfThePage() {
    Document page = parsed(SAMPLE);
    Set<String> ids = new TreeSet<>(page.select("[id]").eachAttr("id"));
    assertThat(page.select("[id]")).hasSameSizeAs(ids);
    assertThat(page.select("[href]").eachAttr("href"))
        .allSatisfy(link -> assertThat(ids).contains(link.substring(1)).isNotEmpty());
  }

  @Test
  void aSectionSaysAllThereIsToSay() {
    Element section = parsed(SAMPLE).expectFirst("[id=hypothesis-6.104.2]");
    Verdict verdict =
        SAMPLE.stream().filter(v -> v.name().equals("hypothesis")).findFirst().orElseThrow();
    assertThat(section.text())
        .contains(verdict.filename())
        .contains(verdict.sha256())
        .contains("3 of 8 rebuilds did not give the same bytes.")
        .contains("≠ different")
        .contains("× no wheel")
        .contains("sort the set before it is written")
        .contains("It depends on Python's hash seed")
        .contains("-NAMES = ('alpha', 'gamma', 'beta')")
        .contains("+NAMES = ('gamma', 'alpha', 'beta')")
        .contains("Without asaman's protection")
        .contains("The kernel was not varied");
    assertThat(parsed(SAMPLE).expectFirst("[id=orjson-3.10.5]").text())
        .contains("can't find Rust compiler")
        .doesNotContain("Without asaman's protection");
  }

  @Test
  void thePolicyAllowsTheOneStyleAndTheOneScriptAndNothingElse() {
    Document page = parsed(SAMPLE);
    assertThat(page.expectFirst("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .isEqualTo(
            "default-src 'none'; style-src "
                + hash(page.expectFirst("style").data())
                + "; script-src "
                + hash(page.expectFirst("script").data())
                + "; base-uri 'none'; form-action 'none'");
    assertThat(page.select("[style], link, img, iframe, object, [src]")).isEmpty();
  }

  @Test
  void hostileTextsNeverBecomeMarkup() {
    Document page = parsed(HostileVerdicts.all());
    Set<String> known = new TreeSet<>();
    Set<String> attributes = new TreeSet<>();
    collect(parsed(SAMPLE), known, attributes);
    Set<String> found = new TreeSet<>();
    Set<String> foundAttributes = new TreeSet<>();
    collect(page, found, foundAttributes);
    assertThat(known).containsAll(found).doesNotContain("img", "b", "i");
    assertThat(attributes).containsAll(foundAttributes).doesNotContain("onclick", "onerror");
    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("section.package")).hasSameSizeAs(HostileVerdicts.TEXTS);
    assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
    assertThat(page.text()).contains(HostileVerdicts.TEXTS.subList(0, 7));
  }

  @Test
  void whatCannotBeSeenIsMadeVisible() {
    String page = page(HostileVerdicts.all());
    assertThat(page)
        .contains("back\\u202eward\\u2066\\u200b", "null\\u0000 line\\u000aline", "\\ud800")
        .doesNotContainPattern("[\\p{Cf}\\p{Cs}\\x00-\\x09\\x0b-\\x1f\\x7f\\u2028\\u2029]");
  }

  @Test
  void noVerdictsGiveAPageToo() {
    assertThat(parsed(List.of()).title()).isEqualTo("0 of 0 wheels are reproducible");
  }

  @Test
  void oneVerdictIsOneWheel() {
    Verdict six =
        new Verdict(
            "six",
            "1.16.0",
            "six-1.16.0-py2.py3-none-any.whl",
            SampleVerdicts.hash("six"),
            Verdict.Result.REPRODUCIBLE,
            List.of(),
            List.of(),
            false,
            List.of(),
            List.of(),
            List.of(),
            Duration.ofMillis(61_000));
    Document page = parsed(List.of(six));
    assertThat(page.title()).isEqualTo("1 of 1 wheel is reproducible");
    assertThat(page.text()).contains("1 min 01 s", "not tried").doesNotContain("All 0");
  }

  /// For people, and for src/e2e/report.py: target/sample.html and target/hostile.html.
  @Test
  void thePagesAreThereToBeLookedAt() throws IOException {
    Files.writeString(Path.of("target", "sample.html"), page(SAMPLE));
    Files.writeString(Path.of("target", "hostile.html"), page(HostileVerdicts.all()));
    assertThat(Path.of("target", "sample.html")).isNotEmptyFile();
  }

  private static void collect(Document page, Set<String> elements, Set<String> attributes) {
    for (Element element : page.getAllElements()) {
      elements.add(element.tagName());
      for (Attribute attribute : element.attributes()) {
        attributes.add(attribute.getKey());
      }
    }
  }

  private static String page(List<Verdict> verdicts) {
    return VerdictPage.of("asaman 1.0.0", verdicts);
  }

  private static Document parsed(List<Verdict> verdicts) {
    return Jsoup.parse(page(verdicts));
  }

  private static String hash(String text) {
    byte[] sha256 = Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
  }
}
