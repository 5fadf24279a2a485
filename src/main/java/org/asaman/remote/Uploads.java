package org.asaman.remote;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.asaman.store.Digest;

/// What a server is known to have: content is asked for and sent once in a run, however many
/// actions need it at the same time.
final class Uploads {
  private final Cas cas;
  private final Map<Digest, CompletableFuture<Void>> known = new ConcurrentHashMap<>();

  Uploads(Cas cas) {
    this.cas = cas;
  }

  boolean isKnown(Digest digest) {
    CompletableFuture<Void> upload = known.get(digest);
    return upload != null && upload.isDone() && !upload.isCompletedExceptionally();
  }

  /// Returns when the server has all of it.
  void ensure(Collection<Blob> blobs) throws InterruptedException {
    Map<Digest, Blob> each = new LinkedHashMap<>();
    blobs.forEach(blob -> each.putIfAbsent(blob.digest(), blob));
    List<Blob> left = List.copyOf(each.values());
    while (!left.isEmpty()) {
      CompletableFuture<Void> own = new CompletableFuture<>();
      List<Blob> mine = new ArrayList<>();
      List<Blob> others = new ArrayList<>();
      List<CompletableFuture<Void>> theirs = new ArrayList<>();
      for (Blob blob : left) {
        if (blob.digest().size() == 0) {
          continue; // every server has the empty content
        }
        CompletableFuture<Void> earlier = known.putIfAbsent(blob.digest(), own);
        if (earlier == null) {
          mine.add(blob);
        } else {
          others.add(blob);
          theirs.add(earlier);
        }
      }
      send(mine, own);
      left = awaitOthers(others, theirs);
    }
  }

  private void send(List<Blob> mine, CompletableFuture<Void> own) throws InterruptedException {
    boolean sent = false;
    try {
      Set<Digest> missing = cas.missing(mine.stream().map(Blob::digest).toList());
      cas.send(mine.stream().filter(blob -> missing.contains(blob.digest())).toList());
      sent = true;
    } finally {
      if (sent) {
        var _ = own.complete(null);
      } else {
        mine.forEach(blob -> known.remove(blob.digest(), own));
        var _ = own.completeExceptionally(new IllegalStateException("not sent"));
      }
    }
  }

  /// What other threads were sending and did not: then it is this one's turn.
  private static List<Blob> awaitOthers(List<Blob> blobs, List<CompletableFuture<Void>> uploads)
      throws InterruptedException {
    List<Blob> failed = new ArrayList<>();
    for (int i = 0; i < blobs.size(); i++) {
      try {
        var _ = uploads.get(i).get();
      } catch (ExecutionException _) {
        failed.add(blobs.get(i));
      }
    }
    return failed;
  }

  /// Takes nothing for known any more: the server lost some of it.
  void forget() {
    known.values().removeIf(CompletableFuture::isDone);
  }
}
