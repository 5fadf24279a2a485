package org.asaman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ElfTest {
  @TempDir Path folder;

  private static List<String> places(List<Difference> differences) {
    return differences.stream().map(Difference::place).toList();
  }

  private static Difference at(List<Difference> differences, String place) {
    return differences.stream().filter(d -> d.place().equals(place)).findFirst().orElseThrow();
  }

  @Test
  void showsTheBuildPathOfDebugInformationBeforeTheBuildIdThatFollowsFromIt() throws Exception {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    List<Difference> found =
        Elf.compare("x.so", Tools.library(one, "text"), Tools.library(two, "text"));
    assertThat(found.getFirst().place()).startsWith("section .debug_");
    assertThat(found.getFirst().left()).contains(one.toString());
    assertThat(found.getFirst().right()).contains(two.toString());
    Difference id = at(found, "section .note.gnu.build-id");
    assertThat(id.left()).matches("[0-9a-f]{40}").isNotEqualTo(id.right());
    assertThat(places(found).getLast()).isEqualTo("section .note.gnu.build-id");
    assertThat(places(found)).doesNotContain("section .text", "section .rodata");
  }

  @Test
  void showsTheFirstTextThatDiffersInConstants() throws Exception {
    List<Difference> found =
        Elf.compare(
            "x.so",
            Tools.library(folder, "built on Monday"),
            Tools.library(folder, "built on Sunday"));
    Difference constants = at(found, "section .rodata");
    assertThat(constants.left()).isEqualTo("built on Monday");
    assertThat(constants.right()).isEqualTo("built on Sunday");
    assertThat(constants.kind()).isEqualTo(Difference.Kind.ELF);
  }

  @Test
  void looksIntoDebugSectionsThatArePacked() throws Exception {
    Path one = folder.resolve("one");
    List<Difference> found =
        Elf.compare(
            "x.so",
            Tools.library(one, "text", "-gz=zlib"),
            Tools.library(folder.resolve("two"), "text", "-gz=zlib"));
    assertThat(found)
        .anyMatch(
            d -> d.place().startsWith("section .debug_") && d.left().contains(one.toString()));
  }

  @Test
  void tellsASectionThatOnlyOneSideHas() throws Exception {
    byte[] full = Tools.library(folder, "text");
    byte[] bare = Tools.library(folder, "text", "-s");
    Difference table = at(Elf.compare("x.so", full, bare), "section .symtab");
    assertThat(table.left()).contains("bytes");
    assertThat(table.right()).isEmpty();
  }

  @Test
  void readsNarrowFilesOfTheOtherByteOrder() throws Exception {
    List<Difference> found = Elf.compare("x.so", narrowBig("GCC: 1.0"), narrowBig("GCC: 2.0"));
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().place()).isEqualTo("section .comment");
    assertThat(found.getFirst().right()).isEqualTo("GCC: 2.0");
  }

  /// A 32-bit big-endian file of three sections: none, `.comment` and the names.
  private static byte[] narrowBig(String comment) {
    byte[] names = "\0.comment\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
    byte[] text = comment.getBytes(StandardCharsets.US_ASCII);
    int namesAt = 52 + text.length;
    int tableAt = namesAt + names.length;
    ByteBuffer out = ByteBuffer.allocate(tableAt + 3 * 40).order(ByteOrder.BIG_ENDIAN);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 2, 1});
    out.putShort(16, (short) 3).putShort(18, (short) 8).putInt(20, 1).putInt(32, tableAt);
    out.putShort(46, (short) 40).putShort(48, (short) 3).putShort(50, (short) 2);
    out.position(52).put(text).put(names);
    out.putInt(tableAt + 40, 1).putInt(tableAt + 44, 1);
    out.putInt(tableAt + 56, 52).putInt(tableAt + 60, text.length);
    out.putInt(tableAt + 80, 10).putInt(tableAt + 84, 3);
    out.putInt(tableAt + 96, namesAt).putInt(tableAt + 100, names.length);
    return out.array();
  }

  @Test
  void refusesWhatIsNoElfFileOrHasNoSections() {
    assertThatThrownBy(() -> ElfFile.parse("\u007fELF".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(Unreadable.class);
    assertThatThrownBy(() -> ElfFile.parse(new byte[100])).isInstanceOf(Unreadable.class);
    byte[] none = narrowBig("x");
    ByteBuffer.wrap(none).putInt(32, 0);
    assertThatThrownBy(() -> ElfFile.parse(none)).isInstanceOf(Unreadable.class);
  }

  @Test
  void neitherThrowsNorHangsWhateverTheBytesAre() throws Exception {
    byte[] right = Tools.library(folder, "text");
    Tools.spoil(right, 4711, 3000, spoiled -> Elf.compare("x.so", spoiled, right));
    byte[] narrow = narrowBig("comment");
    Tools.spoil(narrow, 4712, 5000, spoiled -> Elf.compare("x.so", narrow, spoiled));
  }
}
