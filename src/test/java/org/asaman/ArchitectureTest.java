package org.asaman;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipOutputStream;
import org.asaman.cli.Main;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Holds the program to ARCHITECTURE.md, whose table of rooms is read here, and to the rules of
/// CONTRIBUTING.md that can be seen in class files.
class ArchitectureTest {
  private static final String ROOT = "org.asaman";
  private static final String CLI = ROOT + ".cli";

  /// Such as ``| `store` | what lives there | `problem` |``.
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z]+)` \\|[^|]*\\|([^|]*)\\|$", Pattern.MULTILINE);

  private static final Pattern NAME = Pattern.compile("`([a-z]+)`");

  /// The program's own classes; the messages of protocols are generated.
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/org/asaman/"))
          .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void theRulesLookAtTheWholeProgram() {
    assertThat(CLASSES.size()).isGreaterThan(350);
  }

  @Test
  void roomsKnowWhatTheDocumentSaysAndNothingElse() throws IOException {
    Map<String, Set<String>> known = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      Set<String> others = known.computeIfAbsent(room(each), _ -> new TreeSet<>());
      each.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .filter(target -> target.getPackageName().startsWith(ROOT + "."))
          .map(ArchitectureTest::room)
          .filter(other -> !other.equals(room(each)))
          .forEach(others::add);
    }
    assertThat(known).isEqualTo(documented());
  }

  @Test
  void documentedArrowsPointDownwards() throws IOException {
    Set<String> notBelow = new TreeSet<>();
    documented()
        .forEach((room, known) -> {
          notBelow.add(room);
          assertThat(known).as("known to %s", room).doesNotContainAnyElementsOf(notBelow);
        });
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES.getPackage(ROOT).getSubpackagesInTree())
        .isNotEmpty()
        .allMatch(ArchitectureTest::isNullMarked);
  }

  @Test
  void onlyTheCommandLinePrintsExitsAndLooksAtTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should(ACCESS_STANDARD_STREAMS)
        .orShould(
            accessTargetWhere(
                describe("System.in, exit or getenv", ArchitectureTest::isOfTheProcess)))
        .check(CLASSES);
  }

  @Test
  void nothingIsPackedByTheJavaPlatform() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Deflater.class,
            DeflaterInputStream.class,
            DeflaterOutputStream.class,
            GZIPOutputStream.class,
            JarOutputStream.class,
            ZipOutputStream.class)
        .because("its zlib, and so the bytes, differ between machines: use CanonicalZip")
        .check(CLASSES);
  }

  @Test
  void nothingLogs() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
        .because("what happens is an Event, and what is wrong is a Problem")
        .check(CLASSES);
  }

  /// The rooms of the document from top to bottom, each with the rooms it knows.
  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> rooms = new LinkedHashMap<>();
    ROW.matcher(Files.readString(Path.of("ARCHITECTURE.md")))
        .results()
        .forEach(row -> rooms.put(row.group(1), names(row.group(2))));
    return rooms;
  }

  private static Set<String> names(String cell) {
    return NAME.matcher(cell)
        .results()
        .map((MatchResult name) -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String room(JavaClass each) {
    return each.getPackageName().substring(ROOT.length() + 1);
  }

  private static boolean isNullMarked(JavaPackage each) {
    return each.tryGetPackageInfo().filter(i -> i.isAnnotatedWith(NullMarked.class)).isPresent();
  }

  private static boolean isOfTheProcess(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(System.class)
        && Set.of("in", "exit", "getenv").contains(access.getName());
  }
}
