package org.asaman.compare;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.asaman.store.Digest;

/// An object out of a `.pyc` file. Two are the same if their ids are, however they were written.
sealed interface PythonValue {
  /// A hash of the type and all that is in it.
  String id();

  /// The object as Python would write it, not longer than about `room` characters.
  String shown(int room);

  /// A number, text, or one of the constants of the language.
  record Atom(String id, String text) implements PythonValue {
    static Atom of(char type, String text) {
      return new Atom(Digest.ofUtf8(type + text).hash(), text);
    }

    static Atom ofBytes(byte[] bytes) {
      String hash = Digest.of(bytes).hash();
      return new Atom(Digest.ofUtf8("bytes" + hash).hash(), "b" + quoted(latin(bytes)));
    }

    static Atom ofText(String text) {
      return of('u', text);
    }

    private static String latin(byte[] bytes) {
      int end = Math.min(bytes.length, Shown.MOST_CHARS);
      return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String shown(int room) {
      return text.substring(0, Math.min(text.length(), Math.max(1, room)));
    }
  }

  /// A tuple, list, set, frozenset, dictionary or slice.
  record Group(String id, char type, List<PythonValue> items) implements PythonValue {
    public Group {
      items = List.copyOf(items);
    }

    static Group of(char type, List<PythonValue> items) {
      StringBuilder ids = new StringBuilder("group ").append(type);
      items.forEach(item -> ids.append(' ').append(item.id()));
      return new Group(Digest.ofUtf8(ids.toString()).hash(), type, items);
    }

    @Override
    public String shown(int room) {
      String open =
          switch (type) {
            case '(' -> "(";
            case '[' -> "[";
            case '>' -> "frozenset({";
            case ':' -> "slice(";
            default -> "{";
          };
      StringBuilder text = new StringBuilder(open);
      for (PythonValue item : items) {
        if (text.length() > open.length()) {
          text.append(", ");
        }
        if (text.length() >= room) {
          return text.append('…').toString();
        }
        text.append(item.shown(room - text.length()));
      }
      return text.append(
              switch (type) {
                case '(' -> items.size() == 1 ? ",)" : ")";
                case '[' -> "]";
                case '>' -> "})";
                case ':' -> ")";
                default -> "}";
              })
          .toString();
    }
  }

  /// A code object; `arguments` are the numbers of arguments, locals and stack places.
  record Code(
      String id,
      List<Integer> arguments,
      int flags,
      PythonValue code,
      PythonValue constants,
      List<PythonValue> names,
      PythonValue fileName,
      PythonValue name,
      PythonValue qualifiedName,
      int firstLine,
      PythonValue lineTable,
      PythonValue exceptionTable)
      implements PythonValue {

    public Code {
      arguments = List.copyOf(arguments);
      names = List.copyOf(names);
    }

    List<PythonValue> constantList() {
      return constants instanceof Group group ? group.items() : List.of();
    }

    @Override
    public String shown(int room) {
      return "<code object " + name.shown(room) + ">";
    }
  }

  /// Text in quotes.
  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }
}
