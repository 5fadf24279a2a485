package org.asaman.remote;

import build.bazel.remote.execution.v2.RequestMetadata;
import build.bazel.remote.execution.v2.ToolDetails;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelRegistry;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;

/// A connection to one server: its channel, the headers of every call, and what a failed call
/// becomes.
final class Connection implements AutoCloseable {
  /// A slow line still carries this many bytes a second.
  private static final long SLOWEST = 64 << 10;

  /// No message is larger: a page of a tree, a batch.
  private static final int LARGEST_MESSAGE = 64 << 20;

  private final Access access;
  private final Backoff backoff;
  private final ManagedChannel channel;
  private final Channel calls;
  private final Retry retry;

  Connection(Access access, String program, Backoff backoff) {
    this.access = access;
    this.backoff = backoff;
    this.channel = channel(access);
    this.retry =
        new Retry(
            access.address().toString(),
            backoff,
            access.headers().values(),
            channel::resetConnectBackoff);
    this.calls =
        ClientInterceptors.intercept(
            channel, MetadataUtils.newAttachHeadersInterceptor(headers(access, program)));
  }

  private static ManagedChannel channel(Access access) {
    try {
      return Grpc.newChannelBuilderForAddress(
              access.address().host(), access.address().port(), credentials(access))
          .maxInboundMessageSize(LARGEST_MESSAGE)
          .disableRetry()
          .build();
    } catch (IOException e) {
      throw unusable(access, Wording.why(e), e);
    } catch (IllegalArgumentException | ManagedChannelRegistry.ProviderNotFoundException e) {
      throw unusable(access, String.valueOf(e.getMessage()), e);
    }
  }

  private static AsamanException unusable(Access access, String why, Exception cause) {
    return new AsamanException(
        new Problem.RemoteFailed(
            access.address().toString(),
            "its certificates cannot be used (" + why.lines().findFirst().orElse("") + ")",
            "name PEM files with --remote-ca, --remote-cert and --remote-key"),
        cause);
  }

  private static ChannelCredentials credentials(Access access) throws IOException {
    if (!access.address().tls()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    if (access.authorities().isPresent()) {
      builder.trustManager(access.authorities().get().toFile());
    }
    if (access.certificate().isPresent()) {
      File key = access.key().or(access::certificate).map(Path::toFile).orElseThrow();
      builder.keyManager(access.certificate().get().toFile(), key);
    }
    return builder.build();
  }

  private static Metadata headers(Access access, String program) {
    Metadata headers = new Metadata();
    access
        .headers()
        .forEach((name, value) ->
            headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    String[] words = program.split(" ", 2);
    headers.put(
        Metadata.Key.of(
            "build.bazel.remote.execution.v2.requestmetadata-bin", Metadata.BINARY_BYTE_MARSHALLER),
        RequestMetadata.newBuilder()
            .setToolDetails(
                ToolDetails.newBuilder()
                    .setToolName(words[0])
                    .setToolVersion(words.length > 1 ? words[1] : ""))
            .setToolInvocationId(UUID.randomUUID().toString())
            .build()
            .toByteArray());
    return headers;
  }

  Access access() {
    return access;
  }

  Backoff backoff() {
    return backoff;
  }

  String instance() {
    return access.address().instance();
  }

  Retry retry() {
    return retry;
  }

  /// A stub that may be used without a time limit.
  <S extends AbstractStub<S>> S stub(Function<Channel, S> maker) {
    return maker.apply(calls);
  }

  /// A stub for one call that moves so many bytes.
  <S extends AbstractStub<S>> S stub(Function<Channel, S> maker, long bytes) {
    return maker.apply(calls).withDeadlineAfter(limit(bytes).toMillis(), TimeUnit.MILLISECONDS);
  }

  private Duration limit(long bytes) {
    return backoff.answer().plusSeconds(bytes / SLOWEST);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
