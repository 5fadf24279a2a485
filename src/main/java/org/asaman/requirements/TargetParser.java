package org.asaman.requirements;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Decides as pip does whether a requirement line names a project, a URL or a file, and refuses
/// what cannot be built reproducibly.
final class TargetParser {
  private static final Pattern SCHEME =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):.*", Pattern.DOTALL);
  private static final Pattern EXTRAS = Pattern.compile("(.+)(\\[[^\\]]+])");
  private static final Set<String> ARCHIVE_SCHEMES = Set.of("http", "https", "file", "ftp");
  private static final Set<String> VCS = Set.of("git", "hg", "bzr", "svn", "ssh", "sftp");
  private static final Set<String> WEAK = Set.of("md5", "sha1", "sha224");
  private static final Set<String> STRONG = Set.of("sha256", "sha384", "sha512");
  private static final String NAME_A_RELEASE =
      "name a release (NAME==VERSION) or an archive with its hash";

  private final Path workingFolder;
  private final Origin origin;
  private final List<Hash> hashes = new ArrayList<>();

  TargetParser(Path workingFolder, Origin origin) {
    this.workingFolder = workingFolder;
    this.origin = origin;
  }

  /// The hashes of the URL's fragment.
  List<Hash> hashes() {
    return hashes;
  }

  Target parse(String text) {
    String separator = isUrl(text) ? "; " : ";";
    int end = text.indexOf(separator);
    String what = PythonText.strip(end < 0 ? text : text.substring(0, end));
    String condition = end < 0 ? "" : PythonText.strip(text.substring(end + separator.length()));
    Optional<Marker> marker =
        condition.isEmpty() ? Optional.empty() : Optional.of(Marker.parse(condition));
    if (isUrl(what)) {
      return url(Optional.empty(), new TreeSet<>(), what, marker);
    }
    Optional<Target> file = file(what, marker);
    if (file.isPresent()) {
      return file.get();
    }
    Requirement requirement = Requirement.parse(what);
    if (requirement.url().isPresent()) {
      return url(
          Optional.of(requirement.name()), requirement.extras(), requirement.url().get(), marker);
    }
    return new Target.Named(
        new Requirement(
            requirement.name(),
            requirement.extras(),
            requirement.specifier(),
            marker,
            Optional.empty()));
  }

  private static boolean isUrl(String text) {
    String scheme = scheme(text);
    return ARCHIVE_SCHEMES.contains(scheme) || isVcs(scheme);
  }

  private static String scheme(String text) {
    Matcher m = SCHEME.matcher(text);
    return m.matches() ? m.group(1).toLowerCase(Locale.ROOT) : "";
  }

  private static boolean isVcs(String scheme) {
    int plus = scheme.indexOf('+');
    return VCS.contains(plus < 0 ? scheme : scheme.substring(0, plus));
  }

  /// An archive or folder named by its path; nothing if the text is rather a project's name.
  private Optional<Target> file(String text, Optional<Marker> marker) {
    Matcher m = EXTRAS.matcher(text);
    boolean withExtras = m.matches();
    String name = withExtras ? PythonText.strip(m.group(1)) : text;
    Path path = path(name);
    if (looksLikePath(text) && Files.isDirectory(path)) {
      throw folder(text);
    }
    if (!ArchiveName.isArchive(name)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(path)) {
      int at = text.indexOf('@');
      if (at >= 0 && !looksLikePath(text.substring(0, at))) {
        return Optional.empty();
      }
      throw origin.refuse(
          "no such file: '" + name + "'", "paths are relative to where asaman runs");
    }
    SortedSet<String> extras =
        withExtras
            ? Requirement.parse("x" + m.group(2).toLowerCase(Locale.ROOT)).extras()
            : new TreeSet<>();
    return Optional.of(new Target.ArchivePath(Optional.empty(), extras, path, marker));
  }

  private Path path(String name) {
    try {
      return workingFolder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + name + "' is not a path: " + e.getReason(), e);
    }
  }

  private static boolean looksLikePath(String text) {
    return text.contains("/") || text.startsWith(".");
  }

  private RuntimeException folder(String text) {
    return origin.refuse(
        "'" + text + "' is a folder, which can change at any time", NAME_A_RELEASE);
  }

  private Target url(
      Optional<ProjectName> name, SortedSet<String> extras, String text, Optional<Marker> marker) {
    String scheme = scheme(text);
    if (isVcs(scheme)) {
      throw origin.refuse(
          "a checkout from version control cannot be checked against a hash", NAME_A_RELEASE);
    }
    if (!ARCHIVE_SCHEMES.contains(scheme) || scheme.equals("ftp")) {
      throw origin.refuse("only http, https and file URLs are taken", "");
    }
    int hash = text.indexOf('#');
    Optional<ProjectName> stated = fragment(hash < 0 ? "" : text.substring(hash + 1));
    Optional<ProjectName> project = name.isPresent() ? name : stated;
    URI uri = uri(scheme + text.substring(scheme.length(), hash < 0 ? text.length() : hash));
    if (!scheme.equals("file")) {
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("a URL without a host");
      }
      return new Target.Url(project, extras, uri, marker);
    }
    if (uri.getPath() == null || (uri.getHost() != null && !uri.getHost().equals("localhost"))) {
      throw new IllegalArgumentException("a file URL that names no file of this machine");
    }
    Path path = path(uri.getPath());
    if (Files.isDirectory(path)) {
      throw folder(path.toString());
    }
    if (!Files.isRegularFile(path)) {
      throw origin.refuse("no such file: '" + path + "'", "");
    }
    return new Target.ArchivePath(project, extras, path, marker);
  }

  private static URI uri(String text) {
    try {
      return new URI(text.replace(" ", "%20"));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a URL that is none: " + e.getReason(), e);
    }
  }

  /// Takes the hashes out of a URL's fragment; gives the name of an `egg`.
  private Optional<ProjectName> fragment(String fragment) {
    Optional<ProjectName> egg = Optional.empty();
    for (String part : fragment.split("&")) {
      String key = part.substring(0, Math.max(0, part.indexOf('=')));
      String value = part.substring(key.isEmpty() ? 0 : key.length() + 1);
      if (STRONG.contains(key)) {
        hashes.add(new Hash(key, value));
      } else if (WEAK.contains(key)) {
        throw origin.refuse("'" + key + "' is too weak to be a hash", "use sha256");
      } else if (key.equals("subdirectory")) {
        throw origin.refuse("a subdirectory of an archive cannot be built", NAME_A_RELEASE);
      } else if (key.equals("egg")) {
        egg = Optional.of(ProjectName.of(value));
      }
    }
    return egg;
  }
}
