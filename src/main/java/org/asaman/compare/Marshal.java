package org.asaman.compare;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.asaman.store.Digest;
import org.jspecify.annotations.Nullable;

/// Reads the form in which CPython 3.8 to 3.14 keeps compiled code, without running any.
final class Marshal {
  private static final int FLAG_REF = 0x80;
  private static final int MOST_DEPTH = 200;
  private static final int MOST_OBJECTS = 500_000;

  private final Cursor in;
  private final boolean withQualifiedNames;
  private final List<@Nullable PythonValue> references = new ArrayList<>();
  private int objects;

  /// @param withQualifiedNames whether code objects are those of CPython 3.11 and later
  Marshal(byte[] content, int at, boolean withQualifiedNames) throws Unreadable {
    this.in = new Cursor(content, at, ByteOrder.LITTLE_ENDIAN);
    this.withQualifiedNames = withQualifiedNames;
  }

  /// The one code object that a file holds; how many bytes follow it.
  PythonValue.Code module() throws Unreadable {
    if (read(0) instanceof PythonValue.Code code) {
      return code;
    }
    throw new Unreadable("holds no code object");
  }

  int left() {
    return in.left();
  }

  private PythonValue read(int depth) throws Unreadable {
    PythonValue value = readOrEnd(depth);
    if (value == null) {
      throw new Unreadable("ends a dictionary that did not begin");
    }
    return value;
  }

  /// An object; null stands for the end of a dictionary.
  private @Nullable PythonValue readOrEnd(int depth) throws Unreadable {
    if (depth > MOST_DEPTH || ++objects > MOST_OBJECTS) {
      throw new Unreadable("is nested too deep or too long");
    }
    int type = in.u8();
    int slot = -1;
    if ((type & FLAG_REF) != 0) {
      slot = references.size();
      references.add(null);
    }
    PythonValue value = value((char) (type & ~FLAG_REF), depth);
    if (slot >= 0) {
      references.set(slot, value);
    }
    return value;
  }

  private @Nullable PythonValue value(char type, int depth) throws Unreadable {
    return switch (type) {
      case '0' -> null;
      case 'N' -> PythonValue.Atom.of(type, "None");
      case 'F' -> PythonValue.Atom.of(type, "False");
      case 'T' -> PythonValue.Atom.of(type, "True");
      case 'S' -> PythonValue.Atom.of(type, "StopIteration");
      case '.' -> PythonValue.Atom.of(type, "Ellipsis");
      case 'i' -> PythonValue.Atom.of('i', Integer.toString(in.i32()));
      case 'I' -> PythonValue.Atom.of('i', Long.toString(in.i64()));
      case 'l' -> bigNumber();
      case 'g' -> decimal(in.i64());
      case 'y' -> PythonValue.Group.of(':', List.of(decimal(in.i64()), decimal(in.i64())));
      case 'f' -> PythonValue.Atom.of('f', ascii(in.u8()));
      case 'x' ->
          PythonValue.Group.of(
              ':',
              List.of(
                  PythonValue.Atom.of('f', ascii(in.u8())),
                  PythonValue.Atom.of('f', ascii(in.u8()))));
      case 's' -> PythonValue.Atom.ofBytes(in.bytes(in.count()));
      case 't', 'u' -> text(new String(in.bytes(in.count()), StandardCharsets.UTF_8));
      case 'a', 'A' -> text(ascii(in.count()));
      case 'z', 'Z' -> text(ascii(in.u8()));
      case '(' -> group('(', in.count(), depth);
      case ')' -> group('(', in.u8(), depth);
      case '[' -> group('[', in.count(), depth);
      case '<' -> group('<', in.count(), depth);
      case '>' -> group('>', in.count(), depth);
      case ':' -> group(':', 3, depth);
      case '{' -> dictionary(depth);
      case 'c' -> code(depth);
      case 'r' -> reference();
      default -> throw new Unreadable("has an object of an unknown type");
    };
  }

  private static PythonValue text(String text) {
    return PythonValue.Atom.ofText(PythonValue.quoted(text));
  }

  private static PythonValue decimal(long bits) {
    return PythonValue.Atom.of(
        'g', Double.longBitsToDouble(bits) + " (" + Long.toHexString(bits) + ")");
  }

  private String ascii(int length) throws Unreadable {
    return new String(in.bytes(length), StandardCharsets.ISO_8859_1);
  }

  /// A whole number in pieces of 15 bits, told in hex.
  private PythonValue bigNumber() throws Unreadable {
    int size = in.i32();
    if (size == Integer.MIN_VALUE) {
      throw new Unreadable("has a number that is too long");
    }
    byte[] pieces = in.bytes(2L * Math.abs(size));
    BigInteger value = BigInteger.ZERO;
    if (pieces.length > 512) {
      String sign = size < 0 ? "-" : "";
      return PythonValue.Atom.of('l', sign + "0x" + Digest.of(pieces).hash());
    }
    for (int i = pieces.length - 2; i >= 0; i -= 2) {
      int piece = (pieces[i] & 0xff) | (pieces[i + 1] & 0xff) << 8;
      value = value.shiftLeft(15).add(BigInteger.valueOf(piece));
    }
    return PythonValue.Atom.of('i', (size < 0 ? value.negate() : value).toString());
  }

  private PythonValue group(char type, int count, int depth) throws Unreadable {
    List<PythonValue> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(read(depth + 1));
    }
    return PythonValue.Group.of(type, items);
  }

  private PythonValue dictionary(int depth) throws Unreadable {
    List<PythonValue> items = new ArrayList<>();
    for (PythonValue key = readOrEnd(depth + 1); key != null; key = readOrEnd(depth + 1)) {
      items.add(key);
      items.add(read(depth + 1));
    }
    return PythonValue.Group.of('{', items);
  }

  private PythonValue reference() throws Unreadable {
    int index = in.i32();
    PythonValue value = index >= 0 && index < references.size() ? references.get(index) : null;
    if (value == null) {
      throw new Unreadable("refers to an object that is not there");
    }
    return value;
  }

  private PythonValue code(int depth) throws Unreadable {
    List<Integer> arguments = new ArrayList<>();
    int numbers = withQualifiedNames ? 4 : 5;
    for (int i = 0; i < numbers; i++) {
      arguments.add(in.i32());
    }
    int flags = in.i32();
    int inner = depth + 1;
    PythonValue code = read(inner);
    PythonValue constants = read(inner);
    List<PythonValue> names = new ArrayList<>();
    int nameGroups = withQualifiedNames ? 3 : 4;
    for (int i = 0; i < nameGroups; i++) {
      names.add(read(inner));
    }
    PythonValue fileName = read(inner);
    PythonValue name = read(inner);
    PythonValue qualifiedName = withQualifiedNames ? read(inner) : name;
    int firstLine = in.i32();
    PythonValue lineTable = read(inner);
    PythonValue exceptionTable =
        withQualifiedNames ? read(inner) : PythonValue.Atom.of('N', "None");
    StringBuilder ids = new StringBuilder("code ").append(arguments).append(flags);
    ids.append(' ').append(firstLine);
    List<PythonValue> parts = new ArrayList<>(names);
    parts.addAll(
        List.of(code, constants, fileName, name, qualifiedName, lineTable, exceptionTable));
    parts.forEach(part -> ids.append(' ').append(part.id()));
    return new PythonValue.Code(
        Digest.ofUtf8(ids.toString()).hash(),
        arguments,
        flags,
        code,
        constants,
        names,
        fileName,
        name,
        qualifiedName,
        firstLine,
        lineTable,
        exceptionTable);
  }
}
