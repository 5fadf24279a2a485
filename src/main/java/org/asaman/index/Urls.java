package org.asaman.index;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// Addresses as indexes write them: lenient in reading, never showing credentials.
final class Urls {
  private static final Pattern ADDRESS = Pattern.compile("(?i)(https?|file):.*");
  private static final String LEGAL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=";
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  private Urls() {}

  /// An address, or a path on this machine.
  ///
  /// @throws IllegalArgumentException with a message that shows no credentials
  static URI location(String text) {
    String trimmed = text.strip();
    if (!ADDRESS.matcher(trimmed).matches()) {
      if (trimmed.contains("://")) {
        throw new IllegalArgumentException(
            "'" + shown(trimmed) + "' is no http, https or file address");
      }
      return Path.of(trimmed).toAbsolutePath().normalize().toUri();
    }
    URI url = parse(trimmed);
    if (isHttp(url) && !isWeb(url)) {
      throw new IllegalArgumentException("'" + shown(trimmed) + "' names no valid host and port");
    }
    if (isFile(url) && url.getRawPath() == null) {
      throw new IllegalArgumentException("'" + trimmed + "' names no absolute path");
    }
    return url;
  }

  /// An address in which characters that have no place there are escaped, as browsers do it.
  ///
  /// @throws IllegalArgumentException with a message that shows no credentials
  static URI parse(String text) {
    try {
      return new URI(escape(text.strip()));
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException("'" + shown(text) + "' is not an address");
    }
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int[] points = text.codePoints().toArray();
    boolean inFragment = false;
    int at = 0;
    for (int point : points) {
      boolean escaped = point == '%' && ESCAPE.matcher(text).region(at, text.length()).lookingAt();
      boolean secondHash = point == '#' && inFragment;
      inFragment |= point == '#';
      if (escaped || (LEGAL.indexOf(point) >= 0 && !secondHash)) {
        out.appendCodePoint(point);
      } else {
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(String.format(Locale.ROOT, "%02X", b));
        }
      }
      at += Character.charCount(point);
    }
    return out.toString();
  }

  /// A web address that a request can be sent to.
  static boolean isWeb(URI url) {
    return isHttp(url) && url.getHost() != null && url.getPort() != 0 && url.getPort() <= 0xffff;
  }

  static boolean isHttp(URI url) {
    return "http".equalsIgnoreCase(url.getScheme()) || isHttps(url);
  }

  /// A host that no one can stand in for on the way.
  static boolean isThisMachine(URI url) {
    String host = url.getHost();
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
  }

  static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  static boolean isFile(URI url) {
    return "file".equalsIgnoreCase(url.getScheme());
  }

  static Path path(URI fileUrl) {
    return Path.of(decode(fileUrl.getRawPath()));
  }

  static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isHttps(url) ? 443 : 80;
  }

  /// Scheme, host and port: credentials never leave it.
  static String origin(URI url) {
    return (url.getScheme() + "://" + url.getHost()).toLowerCase(Locale.ROOT) + ":" + port(url);
  }

  /// The address with another path, and without query and fragment.
  static URI withPath(URI url, String rawPath) {
    String authority = url.getRawAuthority();
    return URI.create(url.getScheme() + "://" + (authority == null ? "" : authority) + rawPath);
  }

  static URI withoutFragment(URI url) {
    String text = url.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? url : URI.create(text.substring(0, hash));
  }

  static URI withoutUserInfo(URI url) {
    String userInfo = url.getRawUserInfo();
    if (userInfo == null) {
      return url;
    }
    String text = url.toString();
    int start = text.indexOf(userInfo + "@");
    return URI.create(text.substring(0, start) + text.substring(start + userInfo.length() + 1));
  }

  /// The last part of the path, unescaped.
  static String fileName(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return decode(path.substring(path.lastIndexOf('/') + 1));
  }

  /// `%XX` unescaped, nothing else.
  static String decode(String escaped) {
    return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The address for a message: without credentials, query and fragment.
  static String shown(URI url) {
    if (isFile(url)) {
      return path(url).toString();
    }
    return url.getHost() == null
        ? shown(url.toString())
        : withoutUserInfo(url).toString().replaceFirst("[?#].*", "");
  }

  /// The same for text that is no address: whatever could be a credential is cut.
  private static String shown(String text) {
    String bare = text.replaceFirst("[?#].*", "");
    int start = bare.indexOf("://") + 3;
    int at = bare.lastIndexOf('@');
    return at < 0 ? bare : (start < 3 ? "" : bare.substring(0, start)) + bare.substring(at + 1);
  }
}
