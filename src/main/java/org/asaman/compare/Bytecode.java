package org.asaman.compare;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiled Python modules, code object by code object.
final class Bytecode {
  private static final int HEADER = 16;
  private static final int MOST_CODE_OBJECTS = 50_000;
  private static final int ROOM = 400;

  private final String member;
  private final List<Difference> found = new ArrayList<>();
  private int more;

  private Bytecode(String member) {
    this.member = member;
  }

  /// One difference for the header, and one for each code object that differs in itself.
  static List<Difference> compare(String member, byte[] left, byte[] right) throws Unreadable {
    Marshal leftReader = new Marshal(left, HEADER, withQualifiedNames(left));
    Marshal rightReader = new Marshal(right, HEADER, withQualifiedNames(right));
    Map<String, PythonValue.Code> leftCode = codeObjects(leftReader.module());
    Map<String, PythonValue.Code> rightCode = codeObjects(rightReader.module());
    Bytecode bytecode = new Bytecode(member);
    bytecode.header(left, right);
    Set<String> names = new LinkedHashSet<>(leftCode.keySet());
    names.addAll(rightCode.keySet());
    names.forEach(name -> bytecode.code(name, leftCode.get(name), rightCode.get(name)));
    if (bytecode.found.isEmpty()) {
      bytecode.found.add(bytecode.writing(left, right, leftReader.left() + rightReader.left()));
    }
    return TextLines.withMore(member, bytecode.found, bytecode.more, "code objects");
  }

  /// The magic numbers of CPython 3.8 to 3.14, without those of early alphas.
  private static boolean withQualifiedNames(byte[] content) throws Unreadable {
    Cursor start = new Cursor(content, 0, ByteOrder.LITTLE_ENDIAN);
    int magic = start.u16();
    if (start.u16() != 0x0a0d || magic < 3413 || magic > 3649 || (magic > 3439 && magic < 3495)) {
      throw new Unreadable("is of an unknown version of Python");
    }
    return magic >= 3495;
  }

  private void header(byte[] left, byte[] right) throws Unreadable {
    List<String> leftWords = headerWords(left);
    List<String> rightWords = headerWords(right);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < leftWords.size(); i++) {
      if (!leftWords.get(i).equals(rightWords.get(i))) {
        lines.add("-" + leftWords.get(i));
        lines.add("+" + rightWords.get(i));
      }
    }
    if (!lines.isEmpty()) {
      found.add(
          Shown.of(lines.get(0).substring(1), lines.get(1).substring(1))
              .at(member, Difference.Kind.BYTECODE, "header", lines));
    }
  }

  private static List<String> headerWords(byte[] content) throws Unreadable {
    Cursor start = new Cursor(content, 0, ByteOrder.LITTLE_ENDIAN);
    int magic = start.u16();
    int _ = start.u16();
    int flags = start.i32();
    boolean byHash = (flags & 1) != 0;
    String source =
        byHash
            ? "hash of the source " + HexFormat.of().formatHex(start.bytes(8))
            : "time of the source " + start.u32() + ", size " + start.u32();
    return List.of("magic number " + magic, "flags " + flags, source);
  }

  /// All code objects by their qualified names, a number added where there are several of a name.
  private static Map<String, PythonValue.Code> codeObjects(PythonValue.Code module)
      throws Unreadable {
    Map<String, PythonValue.Code> all = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    collect(module, "", all, counts, 0);
    return all;
  }

  private static void collect(
      PythonValue.Code code,
      String outer,
      Map<String, PythonValue.Code> all,
      Map<String, Integer> counts,
      int depth)
      throws Unreadable {
    if (all.size() >= MOST_CODE_OBJECTS || depth > 100) {
      throw new Unreadable("has too many code objects");
    }
    String own = unquoted(code.name().shown(ROOM));
    String name = depth == 0 ? own : outer + own;
    int count = counts.merge(name, 1, Integer::sum);
    all.put(count == 1 ? name : name + "#" + count, code);
    boolean function = (code.flags() & 3) == 3;
    String prefix = depth == 0 ? "" : name + (function ? ".<locals>." : ".");
    if (prefix.length() > ROOM) {
      prefix = prefix.substring(0, ROOM);
    }
    for (PythonValue constant : code.constantList()) {
      if (constant instanceof PythonValue.Code inner) {
        collect(inner, prefix, all, counts, depth + 1);
      }
    }
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("'") && text.endsWith("'")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  private void code(
      String name, PythonValue.@Nullable Code left, PythonValue.@Nullable Code right) {
    List<String> lines = new ArrayList<>();
    String place = "code object " + name;
    if (left == null || right == null) {
      lines.add(left == null ? "only right" : "only left");
      add(
          new Shown(left == null ? "" : "a code object", left == null ? "a code object" : ""),
          place,
          lines);
      return;
    }
    if (left.id().equals(right.id())) {
      return;
    }
    value("file name", left.fileName(), right.fileName(), lines);
    constants(left.constantList(), right.constantList(), lines);
    for (int i = 0; i < Math.min(left.names().size(), right.names().size()); i++) {
      value("names", left.names().get(i), right.names().get(i), lines);
    }
    if (left.names().size() != right.names().size()) {
      pairAlways("names", left.names().size() + " groups", right.names().size() + " groups", lines);
    }
    value("qualified name", left.qualifiedName(), right.qualifiedName(), lines);
    pair("arguments and stack", left.arguments().toString(), right.arguments().toString(), lines);
    pair("flags", Integer.toString(left.flags()), Integer.toString(right.flags()), lines);
    value("code", left.code(), right.code(), lines);
    pair(
        "first line",
        Integer.toString(left.firstLine()),
        Integer.toString(right.firstLine()),
        lines);
    value("line table", left.lineTable(), right.lineTable(), lines);
    value("exception table", left.exceptionTable(), right.exceptionTable(), lines);
    if (!lines.isEmpty()) {
      add(Shown.of(lines.get(0).substring(1), lines.get(1).substring(1)), place, lines);
    }
  }

  /// The first constant that differs; code objects are told by themselves.
  private static void constants(
      List<PythonValue> left, List<PythonValue> right, List<String> lines) {
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String leftText = i < left.size() ? constant(left.get(i)) : "none";
      String rightText = i < right.size() ? constant(right.get(i)) : "none";
      boolean same =
          i < left.size()
              && i < right.size()
              && (left.get(i).id().equals(right.get(i).id())
                  || (left.get(i) instanceof PythonValue.Code
                      && right.get(i) instanceof PythonValue.Code));
      if (!same) {
        pairAlways("constant " + i, leftText, rightText, lines);
        return;
      }
    }
  }

  private static String constant(PythonValue value) {
    return value.shown(ROOM);
  }

  private static void value(String what, PythonValue left, PythonValue right, List<String> lines) {
    if (!left.id().equals(right.id())) {
      String leftText = left.shown(ROOM);
      String rightText = right.shown(ROOM);
      if (left instanceof PythonValue.Group l && right instanceof PythonValue.Group r) {
        int at = 0;
        while (at < Math.min(l.items().size(), r.items().size())
            && l.items().get(at).id().equals(r.items().get(at).id())) {
          at++;
        }
        leftText = at < l.items().size() ? l.items().get(at).shown(ROOM) : "none";
        rightText = at < r.items().size() ? r.items().get(at).shown(ROOM) : "none";
      }
      pairAlways(what, leftText, rightText, lines);
    }
  }

  private static void pair(String what, String left, String right, List<String> lines) {
    if (!left.equals(right)) {
      pairAlways(what, left, right, lines);
    }
  }

  private static void pairAlways(String what, String left, String right, List<String> lines) {
    Shown shown = Shown.of(left, right);
    lines.add("-" + what + ": " + shown.left());
    lines.add("+" + what + ": " + shown.right());
  }

  private void add(Shown shown, String place, List<String> lines) {
    if (found.size() < TextLines.MOST_PLACES) {
      found.add(shown.at(member, Difference.Kind.BYTECODE, place, lines));
    } else {
      more++;
    }
  }

  /// What is left if all objects are the same.
  private Difference writing(byte[] left, byte[] right, int bytesAfter) {
    int at = Math.max(0, Arrays.mismatch(left, right));
    String why =
        bytesAfter > 0
            ? "the same objects; other bytes may follow them"
            : "the same objects, written with other references between them";
    return Shown.hex(left, right, at)
        .at(member, Difference.Kind.BYTECODE, "references", List.of(why));
  }
}
