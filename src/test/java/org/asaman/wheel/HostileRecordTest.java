package org.asaman.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asaman.wheel.WheelBuilder.INFO;
import static org.asaman.wheel.WheelBuilder.recordLine;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RECORDs that do not fit their wheel.
class HostileRecordTest {
  private static final String RECORD = INFO + "RECORD";
  private static final String MODULE = "demo/__init__.py";
  private static final String MODULE_LINE = recordLine(MODULE, "answer = 42\n");

  @TempDir Path folder;

  private List<String> refusals(WheelBuilder wheel) {
    return Refusals.of(wheel.in(folder));
  }

  private WheelBuilder replacing(String old, String replacement) {
    return new WheelBuilder().replaceInRecord(old, replacement);
  }

  @Test
  void takesARecordThatIsRight() {
    assertThat(refusals(new WheelBuilder())).isEmpty();
  }

  @Test
  void refusesAWheelWithoutRecord() {
    assertThat(refusals(new WheelBuilder().editRecord(_ -> "")))
        .containsExactly(RECORD + ": is missing");
  }

  @Test
  void refusesAFileThatIsNotListed() {
    assertThat(refusals(replacing(MODULE_LINE, "")))
        .containsExactly(MODULE + ": is not listed in RECORD");
  }

  @Test
  void refusesARecordThatDoesNotListItself() {
    assertThat(refusals(replacing(RECORD + ",,\n", "")))
        .containsExactly(RECORD + ": is not listed in RECORD");
  }

  @Test
  void refusesALineForAFileThatIsNotThere() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + recordLine("demo/a.py", ""))))
        .containsExactly(RECORD + ": line 2 lists 'demo/a.py', which is not a file of the wheel");
  }

  @Test
  void refusesALineForAFolder() {
    WheelBuilder wheel = replacing(MODULE_LINE, MODULE_LINE + "demo/,,\n").folder("demo");
    assertThat(refusals(wheel))
        .containsExactly(RECORD + ": line 2 lists 'demo/', which is not a file of the wheel");
  }

  @Test
  void refusesALineForAnAbsolutePath() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + "/etc/passwd,,\n")))
        .containsExactly(RECORD + ": line 2 lists '/etc/passwd', which lies outside the wheel");
  }

  @Test
  void refusesALineForAPathThatClimbsOut() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + "demo/../../x,,\n")))
        .containsExactly(RECORD + ": line 2 lists 'demo/../../x', which lies outside the wheel");
  }

  @Test
  void refusesALineForAPathThatClimbsOutByBackslashes() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + "demo\\..\\..\\x,,\n")))
        .containsExactly(RECORD + ": line 2 lists 'demo\\..\\..\\x', which lies outside the wheel");
  }

  @Test
  void refusesALineForAPathOnADrive() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + "C:/x,,\n")))
        .containsExactly(RECORD + ": line 2 lists 'C:/x', which lies outside the wheel");
  }

  @Test
  void refusesAPathSpelledInAnotherWay() {
    assertThat(refusals(replacing(MODULE + ",", "./" + MODULE + ",")))
        .containsExactly(
            RECORD + ": line 1 lists './demo/__init__.py', which is not a file of the wheel",
            MODULE + ": is not listed in RECORD");
  }

  @Test
  void refusesTheSameLineTwice() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + MODULE_LINE)))
        .containsExactly(RECORD + ": line 2 lists 'demo/__init__.py' a second time");
  }

  @Test
  void refusesTwoLinesOfWhichOneIsRight() {
    String wrong = recordLine(MODULE, "answer = 43\n");
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + wrong)))
        .containsExactly(RECORD + ": line 2 lists 'demo/__init__.py' a second time");
  }

  @Test
  void refusesAWrongHash() {
    assertThat(refusals(replacing(MODULE_LINE, recordLine(MODULE, "answer = 43\n"))))
        .containsExactly(MODULE + ": its content does not have the hash that RECORD gives");
  }

  @Test
  void refusesAHashInHexadecimal() throws NoSuchAlgorithmException {
    assertThat(refusals(replacing(hash("SHA-256"), "0".repeat(64))))
        .containsExactly(MODULE + ": its content does not have the hash that RECORD gives");
  }

  @Test
  void refusesAHashWithPadding() throws NoSuchAlgorithmException {
    assertThat(refusals(replacing(hash("SHA-256"), hash("SHA-256") + "=")))
        .containsExactly(MODULE + ": its content does not have the hash that RECORD gives");
  }

  @Test
  void refusesAFileWithoutHash() throws NoSuchAlgorithmException {
    assertThat(refusals(replacing("sha256=" + hash("SHA-256"), "")))
        .containsExactly(RECORD + ": line 1 gives no hash of 'demo/__init__.py'");
  }

  @Test
  void refusesMd5() throws NoSuchAlgorithmException {
    String md5 = "md5=" + hash("MD5");
    assertThat(refusals(replacing("sha256=" + hash("SHA-256"), md5)))
        .containsExactly(
            RECORD + ": line 1 '" + md5 + "' is not a hash by sha256, sha384 or sha512");
  }

  @Test
  void refusesSha1() throws NoSuchAlgorithmException {
    String sha1 = "sha1=" + hash("SHA-1");
    assertThat(refusals(replacing("sha256=" + hash("SHA-256"), sha1)))
        .containsExactly(
            RECORD + ": line 1 '" + sha1 + "' is not a hash by sha256, sha384 or sha512");
  }

  @Test
  void refusesAHashOfUnnamedAlgorithm() throws NoSuchAlgorithmException {
    assertThat(refusals(replacing("sha256=" + hash("SHA-256"), hash("SHA-256"))))
        .containsExactly(
            RECORD
                + ": line 1 '"
                + hash("SHA-256")
                + "' is not a hash by sha256, sha384 or sha512");
  }

  @Test
  void takesSha512() throws NoSuchAlgorithmException {
    String sha512 = "sha512=" + hash("SHA-512");
    assertThat(refusals(replacing("sha256=" + hash("SHA-256"), sha512))).isEmpty();
  }

  @Test
  void refusesAWrongSha512() throws NoSuchAlgorithmException {
    String sha512 = "sha512=" + hash("SHA-512").replace(hash("SHA-512").charAt(0), '-');
    assertThat(refusals(replacing("sha256=" + hash("SHA-256"), sha512)))
        .containsExactly(MODULE + ": its content does not have the hash that RECORD gives");
  }

  @Test
  void refusesAWrongSize() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE.replace(",12\n", ",13\n"))))
        .containsExactly(MODULE + ": is of 12 bytes, but RECORD says 13");
  }

  @Test
  void refusesASizeThatIsNone() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE.replace(",12\n", ",-12\n"))))
        .containsExactly(RECORD + ": line 1: '-12' is not a size");
  }

  @Test
  void refusesASizeThatOverflows() {
    String size = "18446744073709551628";
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE.replace(",12\n", "," + size + "\n"))))
        .containsExactly(RECORD + ": line 1: '" + size + "' is not a size");
  }

  @Test
  void takesALineWithoutSize() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE.replace(",12\n", ",\n")))).isEmpty();
  }

  @Test
  void refusesALineOfTwoFields() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE.replace(",12\n", "\n"))))
        .containsExactly(RECORD + ": line 1: is not a path, a hash and a size");
  }

  @Test
  void refusesALineOfFourFields() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE.replace(",12\n", ",12,\n"))))
        .containsExactly(RECORD + ": line 1: is not a path, a hash and a size");
  }

  @Test
  void refusesAnEmptyLine() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE + "\n")))
        .containsExactly(RECORD + ": line 2: is not a path, a hash and a size");
  }

  @Test
  void refusesAnOpenQuote() {
    assertThat(refusals(replacing(RECORD + ",,\n", '"' + RECORD + ",,\n")))
        .containsExactly(RECORD + ": line 4: a quote that is never closed");
  }

  @Test
  void refusesAQuoteInTheMiddle() {
    assertThat(refusals(replacing(MODULE + ",", "de\"mo\"/__init__.py,")))
        .containsExactly(RECORD + ": line 1: a quote within an unquoted field");
  }

  @Test
  void refusesTextAfterAClosingQuote() {
    assertThat(refusals(replacing(MODULE + ",", "\"demo\"/__init__.py,")))
        .containsExactly(
            RECORD + ": line 1: text after a closing quote, or a bare carriage return");
  }

  @Test
  void refusesABareCarriageReturn() {
    assertThat(refusals(replacing(MODULE_LINE, MODULE_LINE.replace('\n', '\r'))))
        .containsExactly(
            RECORD + ": line 1: text after a closing quote, or a bare carriage return");
  }

  @Test
  void refusesAByteOrderMark() {
    assertThat(refusals(replacing(MODULE_LINE, "\ufeff" + MODULE_LINE)))
        .containsExactly(
            RECORD + ": line 1 lists '\ufeffdemo/__init__.py', which is not a file of the wheel",
            MODULE + ": is not listed in RECORD");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin1 = {'d', (byte) 0xe9, ',', ',', '\n'};
    WheelBuilder wheel = new WheelBuilder().editRecord(_ -> "").file(RECORD, latin1, 0100644);
    assertThat(refusals(wheel)).containsExactly(RECORD + ": is not UTF-8");
  }

  @Test
  void refusesAnEmptyRecord() {
    WheelBuilder wheel = new WheelBuilder().editRecord(_ -> "").file(RECORD, "");
    assertThat(refusals(wheel))
        .containsExactly(
            INFO + "METADATA: is not listed in RECORD",
            RECORD + ": is not listed in RECORD",
            INFO + "WHEEL: is not listed in RECORD",
            MODULE + ": is not listed in RECORD");
  }

  @Test
  void refusesAHashOfRecordItself() {
    assertThat(refusals(replacing(RECORD + ",,", RECORD + ",sha256=" + "A".repeat(43) + ",")))
        .containsExactly(
            RECORD + ": line 4 gives '" + RECORD + "' a hash or size, which it cannot know");
  }

  @Test
  void refusesAHashOfASignature() {
    WheelBuilder wheel =
        replacing(MODULE_LINE, MODULE_LINE + recordLine(RECORD + ".jws", "{}"))
            .file(RECORD + ".jws", "{}");
    assertThat(refusals(wheel))
        .containsExactly(
            RECORD + ": line 2 gives '" + RECORD + ".jws' a hash or size, which it cannot know");
  }

  @Test
  void takesSignaturesListedOrNot() {
    WheelBuilder wheel =
        replacing(MODULE_LINE, MODULE_LINE + RECORD + ".jws,,\n")
            .file(RECORD + ".jws", "{}")
            .file(RECORD + ".p7s", "x");
    assertThat(refusals(wheel)).isEmpty();
  }

  @Test
  void takesNamesWithCommasQuotesAndOtherScripts() {
    WheelBuilder wheel =
        new WheelBuilder()
            .file("demo/a,b.txt", "1")
            .file("demo/say \"hi\".txt", "2")
            .file("demo/\u00fcn\u00efcode \ud83d\ude00.txt", "3");
    assertThat(refusals(wheel)).isEmpty();
  }

  @Test
  void takesCarriageReturnsBeforeLineFeedsAndNoLastLineEnd() {
    WheelBuilder wheel = new WheelBuilder().editRecord(text -> text.strip().replace("\n", "\r\n"));
    assertThat(refusals(wheel)).isEmpty();
  }

  @Test
  void tellsAFewOfVeryManyProblems() {
    WheelBuilder wheel = new WheelBuilder().editRecord(_ -> INFO + "RECORD,,\n");
    for (int i = 0; i < 1000; i++) {
      wheel.file("demo/" + i + ".py", "");
    }
    assertThat(refusals(wheel)).hasSize(21).endsWith("is wrong in 983 more places");
  }

  private static String hash(String algorithm) throws NoSuchAlgorithmException {
    byte[] hash = MessageDigest.getInstance(algorithm).digest("answer = 42\n".getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}
