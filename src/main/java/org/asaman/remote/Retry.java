package org.asaman.remote;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.cert.CertificateException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Calls of one server, made again where that can help, and worded in one line where it cannot.
final class Retry {
  private static final int LONGEST_SAYING = 200;

  /// Shorter words are in every message.
  private static final int SHORTEST_SECRET = 8;

  private final String server;
  private final Backoff backoff;
  private final List<String> secrets;
  private final Runnable reconnect;

  /// Whether it did not answer for as long as all attempts take: nobody waits that long again.
  private volatile boolean gone;

  /// @param secrets what no message may show, whatever the server says
  /// @param reconnect makes the next call try to connect at once, however often that failed
  Retry(String server, Backoff backoff, Collection<String> secrets, Runnable reconnect) {
    this.server = server;
    this.secrets =
        secrets.stream()
            .flatMap(secret -> Stream.concat(Stream.of(secret), Stream.of(secret.split(" "))))
            .filter(secret -> secret.length() >= SHORTEST_SECRET)
            .toList();
    this.backoff = backoff;
    this.reconnect = reconnect;
  }

  /// The same with other pauses.
  Retry with(Backoff other) {
    return new Retry(server, other, secrets, reconnect);
  }

  /// One attempt; what it throws as a status is looked at.
  interface Call<T> {
    T make() throws InterruptedException;
  }

  /// What the call gives, within the attempts that there are.
  ///
  /// @param what is called for, such as `its capabilities`
  <T> T of(String what, Call<T> call) throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        T made = call.make();
        answered();
        return made;
      } catch (StatusRuntimeException e) {
        failed(what, e, failures);
      }
    }
  }

  /// The server did what it was asked for.
  void answered() {
    gone = false;
  }

  /// Waits before the next attempt.
  ///
  /// @param failures how many attempts have failed
  /// @throws AsamanException when no further attempt would help
  void failed(String what, StatusRuntimeException e, int failures) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (gone || failures >= backoff.attempts() || !mayPass(e)) {
      gone = e.getStatus().getCode() == Status.Code.UNAVAILABLE;
      throw refusal(what, e);
    }
    backoff.pause(failures);
    reconnect.run();
  }

  /// Whether the same call may succeed a little later.
  static boolean mayPass(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case UNAVAILABLE -> !isAboutCertificates(e);
      case DEADLINE_EXCEEDED,
          ABORTED,
          RESOURCE_EXHAUSTED,
          INTERNAL,
          UNKNOWN,
          DATA_LOSS,
          CANCELLED ->
          true;
      default -> false;
    };
  }

  private static boolean isAboutCertificates(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException || cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /// The one line for a call that failed for good.
  AsamanException refusal(String what, StatusRuntimeException e) {
    Status status = e.getStatus();
    String said = said(status);
    String reason = said.isEmpty() ? "" : " (" + said + ")";
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          isAboutCertificates(e)
              ? problem(
                  "no trusted connection" + reason,
                  "name the authority of its certificate with --remote-ca, and your own with"
                      + " --remote-cert and --remote-key if it asks for one",
                  e)
              : problem(
                  "does not answer" + reason, "is it running, and is grpc or grpcs right?", e);
      case DEADLINE_EXCEEDED ->
          problem("gave no answer in time when asked for " + what, "run the command again", e);
      case UNAUTHENTICATED ->
          problem(
              "does not accept the credentials" + reason,
              "renew them: --remote-header, or --remote-cert and --remote-key",
              e);
      case PERMISSION_DENIED ->
          problem("does not allow this: " + what + reason, "ask who runs it", e);
      case RESOURCE_EXHAUSTED ->
          problem("has no room for more: " + what + reason, "try later, or ask who runs it", e);
      case UNIMPLEMENTED -> problem("does not offer " + what + reason, "name another server", e);
      case INTERNAL, UNKNOWN, DATA_LOSS, CANCELLED ->
          problem("failed when asked for " + what + reason, "ask who runs it", e);
      default -> problem("refuses " + what + reason, "", e);
    };
  }

  AsamanException problem(String what, String hint, Throwable cause) {
    return new AsamanException(new Problem.RemoteFailed(server, what, hint), cause);
  }

  AsamanException problem(String what, String hint) {
    return new AsamanException(new Problem.RemoteFailed(server, what, hint));
  }

  /// What the server says of its refusal: its first line.
  private String said(Status status) {
    String text =
        String.valueOf(status.getDescription() == null ? "" : status.getDescription()).strip();
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    boolean vague = text.isEmpty() || text.equals("io exception");
    String said = vague && cause != null && cause.getMessage() != null ? cause.getMessage() : text;
    return quoted(said);
  }

  /// What came from the server as it may be shown: its first line, not too long, without secrets.
  String quoted(String text) {
    String line = text.lines().findFirst().orElse("");
    for (String secret : secrets) {
      line = line.replace(secret, "***");
    }
    return line.length() > LONGEST_SAYING ? line.substring(0, LONGEST_SAYING) + "…" : line;
  }
}
