package org.asaman.remote;

import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/// Speaks gRPC and answers every call with bytes that are no message of any kind.
final class GarbageServer implements AutoCloseable {
  private static final byte[] NONSENSE = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 3};

  private final AtomicInteger calls = new AtomicInteger();
  private final Server server;

  GarbageServer() throws IOException {
    this.server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .fallbackHandlerRegistry(new Everything())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  int calls() {
    return calls.get();
  }

  private final class Everything extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(
        String name, @org.jspecify.annotations.Nullable String authority) {
      MethodDescriptor<InputStream, InputStream> method =
          MethodDescriptor.<InputStream, InputStream>newBuilder()
              .setType(MethodDescriptor.MethodType.UNKNOWN)
              .setFullMethodName(name)
              .setRequestMarshaller(new Raw())
              .setResponseMarshaller(new Raw())
              .build();
      return ServerMethodDefinition.create(
          method,
          (ServerCall<InputStream, InputStream> call, Metadata _) -> {
            calls.incrementAndGet();
            call.sendHeaders(new Metadata());
            call.sendMessage(new ByteArrayInputStream(NONSENSE));
            call.close(Status.OK, new Metadata());
            return new ServerCall.Listener<>() {};
          });
    }
  }

  private static final class Raw implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }

  @Override
  public void close() {
    var _ = server.shutdownNow();
  }
}
