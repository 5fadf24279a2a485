package org.asaman.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Gets a page of the simple repository API: JSON (PEP 691), else HTML (PEP 503). Empty: there is
/// no such page.
final class SimplePage implements Transport.Exchange<Optional<List<DistributionFile>>> {
  private static final long MOST_BYTES = 64L << 20;
  private static final String ACCEPT =
      "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2,"
          + " text/html;q=0.01";
  private static final Pattern SIMPLE =
      Pattern.compile("application/vnd\\.pypi\\.simple\\.v(\\d+)\\+(json|html)");
  private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\\s\";]+)");

  @Override
  public Map<String, String> requestHeaders() {
    return Map.of("Accept", ACCEPT, "Accept-Encoding", "gzip", "Cache-Control", "max-age=0");
  }

  @Override
  public Optional<List<DistributionFile>> read(Transport.Answer answer) throws IOException {
    if (answer.missing()) {
      return Optional.empty();
    }
    try (InputStream body = new BoundedStream(decoded(answer), MOST_BYTES)) {
      return Optional.of(parse(answer, body));
    } catch (BoundedStream.ExceededException _) {
      throw Transport.failed(
          answer.url(), "the page is larger than " + (MOST_BYTES >> 20) + " MiB", "");
    } catch (IllegalArgumentException e) {
      throw Transport.failed(
          answer.url(), "is no page of a package index: " + e.getMessage(), "check the index url");
    }
  }

  private static List<DistributionFile> parse(Transport.Answer answer, InputStream body)
      throws IOException {
    URI url = answer.url();
    String header = answer.header("Content-Type").orElse("text/html");
    String type = header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    Matcher simple = SIMPLE.matcher(type);
    if (simple.matches()) {
      checkMajor(simple.group(1));
      return simple.group(2).equals("json")
          ? SimpleJson.read(url, body)
          : SimpleHtml.read(url, body, charset(header));
    }
    if (type.equals("text/html")) {
      return SimpleHtml.read(url, body, charset(header));
    }
    throw new IllegalArgumentException("its content type is '" + type + "'");
  }

  /// PEP 629: another major version may mean anything.
  static void checkVersion(String version) {
    checkMajor(version.replaceFirst("\\..*", ""));
  }

  private static void checkMajor(String major) {
    if (!major.equals("1")) {
      throw new IllegalArgumentException(
          "it is of version " + major + " of the repository API; version 1 is understood");
    }
  }

  private static InputStream decoded(Transport.Answer answer) throws IOException {
    String coding = answer.header("Content-Encoding").orElse("identity");
    return switch (coding.toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> new GZIPInputStream(answer.body());
      case "identity", "" -> answer.body();
      default ->
          throw Transport.failed(answer.url(), "sends an unknown encoding '" + coding + "'", "");
    };
  }

  /// Null: as the page itself says.
  private static @Nullable String charset(String contentType) {
    Matcher matcher = CHARSET.matcher(contentType);
    try {
      return matcher.find() ? Charset.forName(matcher.group(1)).name() : null;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return null;
    }
  }
}
