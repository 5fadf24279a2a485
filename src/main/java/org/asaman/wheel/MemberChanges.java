package org.asaman.wheel;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asaman.archive.ZipMember;

/// Tells what is different between the members of a wheel and those of its canonical form.
///
/// @param before the members of the wheel
/// @param kept the files of both, in the order of the canonical form
record MemberChanges(List<ZipMember> before, List<Pair> kept) {

  /// One file in both.
  record Pair(ZipMember was, ZipMember now) {}

  static MemberChanges of(List<ZipMember> before, List<ZipMember> after) {
    Map<String, ZipMember> byName =
        before.stream().collect(Collectors.toMap(ZipMember::name, Function.identity()));
    return new MemberChanges(
        before,
        after.stream()
            .map(now -> new Pair(Objects.requireNonNull(byName.get(now.name())), now))
            .toList());
  }

  /// All changes but that of what RECORD holds.
  List<Change> list() {
    return Stream.of(order(), folders(), signatures(), times(), modes(), compression(), headers())
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Change> order() {
    List<String> now = kept.stream().map(pair -> pair.now().name()).toList();
    Set<String> names = Set.copyOf(now);
    List<String> was = namesOf(member -> names.contains(member.name()));
    return was.equals(now) ? Optional.empty() : Optional.of(new Change.Order());
  }

  private Optional<Change> folders() {
    List<String> dropped = namesOf(ZipMember::directory);
    return dropped.isEmpty() ? Optional.empty() : Optional.of(new Change.Folders(dropped));
  }

  private Optional<Change> signatures() {
    Set<String> names =
        kept.stream().map(pair -> pair.now().name()).collect(Collectors.toUnmodifiableSet());
    List<String> dropped = namesOf(member -> member.regular() && !names.contains(member.name()));
    return dropped.isEmpty() ? Optional.empty() : Optional.of(new Change.Signatures(dropped));
  }

  private List<String> namesOf(Predicate<ZipMember> which) {
    return before.stream().filter(which).map(ZipMember::name).toList();
  }

  private Optional<Change> times() {
    List<Pair> other = different(ZipMember::modified);
    List<LocalDateTime> was = other.stream().map(pair -> pair.was().modified()).sorted().toList();
    return other.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Change.Times(
                other.size(), was.getFirst(), was.getLast(), other.getFirst().now().modified()));
  }

  private Optional<Change> modes() {
    List<Pair> other = different(ZipMember::unixMode);
    return other.stream()
        .findFirst()
        .map(first ->
            new Change.Modes(
                other.size(), first.now().name(), first.was().unixMode(), first.now().unixMode()));
  }

  /// Of files whose content was kept; RECORD's is told by itself.
  private Optional<Change> compression() {
    List<Pair> other =
        different(member -> List.of(member.method(), member.compressedSize())).stream()
            .filter(pair -> pair.was().crc() == pair.now().crc())
            .toList();
    return other.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Change.Compression(
                other.size(),
                sum(other, pair -> pair.was().compressedSize()),
                sum(other, pair -> pair.now().compressedSize())));
  }

  private static long sum(List<Pair> pairs, ToLongFunction<Pair> size) {
    return pairs.stream().mapToLong(size).sum();
  }

  private Optional<Change> headers() {
    int extras = different(ZipMember::extras).size();
    int descriptors = different(ZipMember::descriptor).size();
    return extras + descriptors == 0
        ? Optional.empty()
        : Optional.of(new Change.Headers(extras, descriptors));
  }

  private List<Pair> different(Function<ZipMember, Object> property) {
    return kept.stream()
        .filter(pair -> !property.apply(pair.was()).equals(property.apply(pair.now())))
        .toList();
  }
}
